import { createHash } from 'node:crypto';
import { type EchoServer, post, read, startEchoServer } from './testing/start-echo-server';

let echo: EchoServer;
beforeAll(async () => {
  echo = await startEchoServer();
});
afterAll(() => echo.close());

const ECHO = 'query Echo($text: String!) { echo(text: $text) }';
const get = (query: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(`${echo.url}/graphql?${new URLSearchParams(query).toString()}`, {
    headers: { 'apollo-require-preflight': 'true', ...headers },
  }).then(read);

describe('operations', () => {
  test('a query by POST is answered as JSON', async () => {
    const answer = await post(echo, { query: ECHO, variables: { text: 'hi' } });
    expect(answer.status).toBe(200);
    expect(answer.text).toBe('{"data":{"echo":"hi"}}');
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
  });

  test('the media type of the specification is answered to those who accept it', async () => {
    const answer = await post(
      echo,
      { query: '{ few { number } }' },
      { accept: 'application/graphql-response+json' },
    );
    expect(answer.headers.get('content-type')).toBe('application/graphql-response+json; charset=utf-8');
    expect(answer.data).toEqual({ few: [{ number: 1 }, { number: 2 }] });
  });

  test('a query may come by GET', async () => {
    const answer = await get({ query: ECHO, variables: '{"text":"hi"}' });
    expect(answer).toMatchObject({ status: 200, data: { echo: 'hi' } });
  });

  test('a mutation by GET is refused', async () => {
    const answer = await get({ query: 'mutation { refuse(name: "x") { result } }' });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('POST');
    expect(answer.errors?.[0]?.extensions).toEqual({ code: 'BAD_REQUEST' });
  });

  test('other methods are refused', async () => {
    const answer = await read(
      await fetch(`${echo.url}/graphql`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: '{"query":"{ echo }"}',
      }),
    );
    expect(answer.status).toBe(405);
  });

  test('a persisted query is registered once and then runs by its hash alone', async () => {
    const query = '{ few { id } }';
    const sha256Hash = createHash('sha256').update(query).digest('hex');
    const extensions = { persistedQuery: { version: 1, sha256Hash } };
    const unknown = await post(echo, { extensions });
    expect(unknown.errors?.[0]?.extensions).toEqual({ code: 'PERSISTED_QUERY_NOT_FOUND' });
    const registered = await post(echo, { query, extensions });
    const byHash = await get({ extensions: JSON.stringify(extensions) });
    expect(byHash.status).toBe(200);
    expect(byHash.data).toEqual(registered.data);
    expect(byHash.data).not.toBeUndefined();
  });

  test('a hash that is not that of its query is refused', async () => {
    const extensions = { persistedQuery: { version: 1, sha256Hash: '0'.repeat(64) } };
    const answer = await post(echo, { query: '{ few { id } }', extensions });
    expect(answer.status).toBe(400);
    expect(answer.data).toBeUndefined();
  });

  test('nodes of several types are found by their ids, what is unknown is null', async () => {
    const { data } = await post(echo, { query: '{ few { id } }' });
    const [first] = (data as { few: { id: string }[] }).few;
    const gadget = Buffer.concat([Buffer.from('Gadget:'), Buffer.alloc(16, 1)]).toString('base64url');
    const stranger = Buffer.concat([Buffer.from('Nobody:'), Buffer.alloc(16, 1)]).toString('base64url');
    const answer = await post(echo, {
      query: `query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Thing { number } ... on Gadget { name } } }`,
      variables: { ids: [gadget, first?.id, stranger, 'constructor', first?.id] },
    });
    const found = { __typename: 'Thing', id: first?.id, number: 1 };
    expect(answer.data).toEqual({
      nodes: [{ __typename: 'Gadget', id: gadget, name: 'a gadget' }, found, null, null, found],
    });
  });

  test('more than 250 ids are BAD_USER_INPUT', async () => {
    const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
    const ids = (length: number) => Array.from({ length }, (_, index) => `none${index}`);
    expect((await post(echo, { query, variables: { ids: ids(250) } })).data?.['nodes']).toHaveLength(250);
    const answer = await post(echo, { query, variables: { ids: ids(251) } });
    expect(answer.errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT' });
  });

  test.each([
    ['first: 0', 'first must be between 1 and 250.'],
    ['first: 251', 'first must be between 1 and 250.'],
    ['last: 251', 'last must be between 1 and 250.'],
    ['first: 1, last: 1', 'Use either first and after, or last and before.'],
  ])('a page of %s is BAD_USER_INPUT', async (args, message) => {
    const answer = await post(echo, { query: `{ things(${args}) { nodes { id } } }` });
    expect(answer.errors).toMatchObject([{ message, extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  test('the fields of a connection agree with each other, and a count runs when it is asked for', async () => {
    const answer = await post(echo, {
      query:
        '{ things(first: 2) { edges { cursor } nodes { number children { totalCount } } pageInfo { hasNextPage endCursor } } }',
    });
    expect(answer.data).toEqual({
      things: {
        edges: [{ cursor: '1' }, { cursor: '2' }],
        nodes: [
          { number: 1, children: { totalCount: 1 } },
          { number: 2, children: { totalCount: 1 } },
        ],
        pageInfo: { hasNextPage: true, endCursor: '2' },
      },
    });
  });

  test('a field may have another name than its property', async () => {
    expect((await post(echo, { query: '{ one { double } }' })).data).toEqual({ one: { double: 2 } });
  });

  test('a refusal in a mutation is data', async () => {
    const query =
      'mutation ($name: String!) { refuse(name: $name) { result userErrors { field message code } } }';
    const taken = { field: ['name'], message: 'That name is taken.', code: 'TAKEN' };
    expect((await post(echo, { query, variables: { name: 'taken' } })).data).toEqual({
      refuse: { result: null, userErrors: [taken] },
    });
    expect((await post(echo, { query, variables: { name: 'free' } })).data).toEqual({
      refuse: { result: 'free', userErrors: [] },
    });
  });
});

describe('who asks', () => {
  const query = '{ caller { actor workspace requestId greeting } }';

  test('the context holds the session and what the application adds', async () => {
    const headers = { authorization: 'Bearer staff', 'x-workspace': 'shop', 'x-request-id': 'request-1' };
    const answer = await post(echo, { query }, headers);
    expect(answer.data).toEqual({
      caller: { actor: 'user', workspace: 'shop', requestId: 'request-1', greeting: 'hello' },
    });
    expect(answer.headers.get('x-request-id')).toBe('request-1');
  });

  test.each(['short', 'has spaces in it', 'x'.repeat(101)])('the request id %p is replaced', async (id) => {
    const answer = await post(echo, { query }, { 'x-request-id': id });
    const given = answer.headers.get('x-request-id');
    expect(given).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.data).toMatchObject({ caller: { requestId: given } });
  });

  test('a bad token is 401 with a GraphQL error, before anything runs', async () => {
    const answer = await post(echo, { query }, { authorization: 'Bearer stolen' });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    expect(JSON.parse(answer.text)).toEqual({
      errors: [{ message: 'The token is not valid.', extensions: { code: 'UNAUTHENTICATED' } }],
    });
  });

  test('a token of another workspace is 403', async () => {
    const answer = await post(echo, { query }, { authorization: 'Bearer staff', 'x-workspace': 'other' });
    expect(answer.status).toBe(403);
    expect(answer.errors?.[0]?.extensions).toEqual({ code: 'FORBIDDEN' });
  });
});
