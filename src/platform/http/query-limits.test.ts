import { getIntrospectionQuery } from 'graphql';
import { QUERY_LIMITS, type QueryLimits } from '../graphql/limits/query-limits';
import { type Answer, type EchoServer, post, startEchoServer } from './testing/start-echo-server';

const limits: QueryLimits = {
  ...QUERY_LIMITS,
  tokens: 600,
  depth: 6,
  breadth: 20,
  fields: 60,
  rootFields: 5,
  aliases: 8,
  directives: 4,
  literalDepth: 5,
  introspections: 2,
  batch: 3,
  cost: 1_000,
};

let echo: EchoServer;
beforeAll(async () => {
  echo = await startEchoServer({ queries: limits });
});
afterAll(() => echo.close());

const query = (text: string, variables?: object) => post(echo, { query: text, variables });

function expectRefused(answer: Answer, limit: keyof QueryLimits, actual?: number): void {
  expect(answer.status).toBe(400);
  expect(answer.data).toBeUndefined();
  expect(answer.errors).toMatchObject([
    {
      extensions: {
        code: 'QUERY_TOO_COMPLEX',
        limit,
        maximum: limits[limit],
        ...(actual !== undefined && { actual }),
      },
    },
  ]);
}

function expectAnswered(answer: Answer): void {
  expect(answer.errors).toBeUndefined();
  expect(answer.status).toBe(200);
}

const times = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => part(index)).join(' ');

describe('a limit lets through what reaches it and refuses what is one beyond', () => {
  test('depth', async () => {
    const nest = (depth: number) => `{ one ${'{ next '.repeat(depth - 2)} { id } ${'}'.repeat(depth - 2)} }`;
    expectAnswered(await query(nest(6)));
    expectRefused(await query(nest(7)), 'depth', 7);
  });

  test('depth, through fragments', async () => {
    const nest = (depth: number) =>
      `{ one { ...A } } fragment A on Thing { next { ...B } } fragment B on Thing { next ${'{ next '.repeat(depth - 4)} { id } ${'}'.repeat(depth - 4)} }`;
    expectAnswered(await query(nest(6)));
    expectRefused(await query(nest(7)), 'depth', 7);
  });

  test('breadth', async () => {
    expectAnswered(await query(`{ one { ${times(20, () => 'id')} } }`));
    expectRefused(await query(`{ one { ${times(21, () => 'id')} } }`), 'breadth', 21);
  });

  test('breadth, through fragments', async () => {
    const wide = (count: number) =>
      `{ one { ...A ...A } } fragment A on Thing { ${times(count, () => 'id')} }`;
    expectAnswered(await query(wide(10)));
    expectRefused(await query(wide(11)), 'breadth', 22);
  });

  test('breadth, in a fragment that nothing uses', async () => {
    const unused = (count: number) => `{ one { id } } fragment A on Thing { ${times(count, () => 'id')} }`;
    expect((await query(unused(20))).errors?.[0]?.extensions).toEqual({ code: 'GRAPHQL_VALIDATION_FAILED' });
    expectRefused(await query(unused(21)), 'breadth', 21);
  });

  test('fields in all', async () => {
    // a root field with three selections of 18 fields and 1 more, and what is given beside
    const many = (beside: number) =>
      `{ one { ${times(3, () => `next { ${times(18, () => 'id')} }`)} ${times(beside, () => 'id')} } }`;
    expectAnswered(await query(many(2)));
    expectRefused(await query(many(3)), 'fields', 61);
  });

  test('fields of the root', async () => {
    expectAnswered(await query(`{ __typename ${times(5, () => 'one { id }')} }`));
    expectRefused(await query(`{ ${times(6, () => 'one { id }')} }`), 'rootFields', 6);
  });

  test('aliases', async () => {
    expectAnswered(await query(`{ one { ${times(8, (index) => `a${index}: id`)} } }`));
    expectRefused(await query(`{ one { ${times(9, (index) => `a${index}: id`)} } }`), 'aliases', 9);
  });

  test('directives', async () => {
    expectAnswered(await query(`{ one { ${times(4, () => 'id @include(if: true)')} } }`));
    expectRefused(await query(`{ one { ${times(5, () => 'id @include(if: true)')} } }`), 'directives', 5);
  });

  test('tokens', async () => {
    const long = (tokens: number) => `{ json(value: [${'1 '.repeat(tokens - 9)}]) }`;
    expectAnswered(await query(long(600)));
    expectRefused(await query(long(601)), 'tokens');
  });

  test('levels of a literal', async () => {
    expectAnswered(await query('{ json(value: [[{ a: [[]] }]]) }'));
    expectRefused(await query('{ json(value: [[{ a: [[[]]] }]]) }'), 'literalDepth', 6);
  });

  test('cost: lists at their full size, within each other', async () => {
    // one connection, then for each of its nodes: the node's id and its parts, three of them with an id
    const page = (first: number) => `{ things(first: ${first}) { nodes { id parts { id } } } }`;
    expectAnswered(await query(page(199))); // 2 + 199 * (2 + 3)
    expectRefused(await query(page(200)), 'cost', 1_002);
  });

  test('cost: the size of a page may come in a variable', async () => {
    const page = 'query ($n: Int = 10) { things(first: $n) { edges { node { id } } } }';
    expectAnswered(await query(page, { n: 250 })); // 2 + 250 * 2
    const nested =
      'query ($n: Int = 10) { things(first: $n) { nodes { children(first: $n) { nodes { id } } } } }';
    expectAnswered(await query(nested)); // 2 + 10 * (2 + 10)
    expectRefused(await query(nested.replace('= 10', '= 31')), 'cost', 2 + 31 * (2 + 31));
    expectRefused(await query(nested, { n: 31 }), 'cost', 2 + 31 * (2 + 31));
  });

  test('cost: a page that names no size counts as a default page, unknown lists as ten', async () => {
    expectRefused(
      await query(
        '{ things { nodes { children { nodes { children { nodes { id } } } } } } }'.replace(
          'things',
          'things',
        ),
      ),
      'depth',
      7,
    );
    expectAnswered(await query('{ things { nodes { children { nodes { id number } } } } }')); // 2 + 20 * (2 + 40)
    expectRefused(
      await query('{ things { nodes { children { nodes { id number mood } } } } }'),
      'cost',
      1_242,
    );
  });

  test('cost: of fragments on different types the dearest counts', async () => {
    const ids = Array.from({ length: 100 }, (_, index) => `x${index}`);
    const nodes = (number: string) =>
      `query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Thing { ${number} } ... on Gadget { name id } } }`;
    expectAnswered(await query(nodes(times(8, () => 'number')), { ids })); // 1 + 100 * (1 + 8)
    expectRefused(await query(nodes(times(9, () => 'number')), { ids }), 'cost', 1_001);
  });

  test('cost: a field without fields counts for each element of a list that is passed to it', async () => {
    const json = 'query ($list: JSON!) { json(value: $list) }';
    const list = (length: number) => Array.from({ length }, () => 1);
    expectAnswered(await query(json, { list: list(1_000) }));
    expectRefused(await query(json, { list: list(1_001) }), 'cost', 1_001);
    const literal = (length: number) =>
      `{ ${times(4, (index) => `a${index}: json(value: [${list(length).join(' ')}])`)} }`;
    expectAnswered(await query(literal(130)));
    const defaulted = `query ($list: JSON = [${list(400).join(' ')}]) { ${times(3, (index) => `a${index}: json(value: $list)`)} }`;
    expectRefused(await query(defaulted), 'cost', 1_200);
  });

  test('operations of a batch', async () => {
    const batch = (count: number) =>
      post(
        echo,
        Array.from({ length: count }, (_, index) => ({ query: `{ echo(text: "${index}") }` })),
      );
    const answer = await batch(3);
    expect(JSON.parse(answer.text)).toEqual([
      { data: { echo: '0' } },
      { data: { echo: '1' } },
      { data: { echo: '2' } },
    ]);
    expectRefused(await batch(4), 'batch', 4);
  });

  test('the cost of a batch is that of its operations together', async () => {
    const page = (first: number) => ({ query: `{ things(first: ${first}) { nodes { id number mood } } }` });
    const together = async (...sizes: number[]) =>
      JSON.parse((await post(echo, sizes.map(page))).text) as object[];
    const fits = await together(100, 100, 100); // 3 * (2 + 100 * 3)
    expect(fits.map((result) => Object.keys(result))).toEqual([['data'], ['data'], ['data']]);
    const exceeds = await together(200, 100, 101);
    expect(exceeds.filter((result) => 'data' in result)).toHaveLength(2);
    expect(exceeds.find((result) => 'errors' in result)).toMatchObject({
      errors: [{ extensions: { code: 'QUERY_TOO_COMPLEX', limit: 'cost' } }],
    });
  });
});

describe('introspection', () => {
  test('the query of the tools passes', async () => {
    const strict = await startEchoServer();
    const answer = await post(strict, { query: getIntrospectionQuery() });
    await strict.close();
    expectAnswered(answer);
    expect(answer.text).toContain('"name":"ThingConnection"');
  });

  test('it may be asked for so often and no more', async () => {
    const schemas = (count: number) =>
      `{ ${times(count, (index) => `s${index}: __schema { description }`)} }`;
    expectAnswered(await query(schemas(2)));
    expectRefused(await query(schemas(3)), 'introspections', 3);
  });

  test('it has a depth of its own', async () => {
    const of = (depth: number) =>
      `{ __type(name: "Thing") ${'{ ofType '.repeat(depth - 2)} { name } ${'}'.repeat(depth - 2)} }`;
    expectAnswered(await query(of(20)));
    expectRefused(await query(of(21)), 'introspectionDepth', 21);
  });
});

describe('bombs', () => {
  const chain = (length: number) =>
    `{ one { ...F0 } } ${times(length, (index) => `fragment F${index} on Thing { next { ...F${index + 1} ...F${index + 1} } }`)} fragment F${length} on Thing { id }`;

  test('fragments that double what they spread are counted, not expanded', async () => {
    const flat = (length: number) =>
      `{ one { ...F0 } } ${times(length, (index) => `fragment F${index} on Thing { ...F${index + 1} ...F${index + 1} }`)} fragment F${length} on Thing { id }`;
    expectRefused(await query(flat(40)), 'breadth', 2 ** 40);
    expectRefused(await query(chain(35)), 'depth', 37);
  });

  test('fragments that spread each other in a circle are refused by validation', async () => {
    const answer = await query(
      '{ one { ...A } } fragment A on Thing { next { ...B } } fragment B on Thing { next { ...A } }',
    );
    expect(answer.status).toBe(400);
    expect(answer.errors?.[0]?.extensions).toEqual({ code: 'GRAPHQL_VALIDATION_FAILED' });
  });

  test('nesting beyond the parser’s stack is refused as such', async () => {
    const deep = await startEchoServer({ queries: { ...limits, tokens: 100_000 } });
    const answer = await post(deep, { query: `${'{ one '.repeat(20_000)} { id } ${'}'.repeat(20_000)}` });
    const list = await post(deep, { query: `{ json(value: ${'['.repeat(40_000)}${']'.repeat(40_000)}) }` });
    await deep.close();
    expectRefused(answer, 'depth');
    expectRefused(list, 'depth');
  });

  test('a refused query cannot be persisted, nor can a GET hide it behind a thousand parameters', async () => {
    const wide = `{ one { ${times(21, () => 'id')} } }`;
    const padding = Array.from({ length: 1_100 }, (_, index) => `p${index}`).join('&');
    const response = await fetch(`${echo.url}/graphql?${padding}&query=${encodeURIComponent(wide)}`, {
      headers: { 'apollo-require-preflight': 'true' },
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('QUERY_TOO_COMPLEX');
  });
});
