import { type GraphQLObjectType, parse, buildSchema as fromText } from 'graphql';
import { buildEchoSchema } from '../http/testing/echo-schema';
import { printSortedSchema } from './print-schema';

test('the schema has the shapes that every module builds on', () => {
  const text = printSortedSchema(buildEchoSchema());
  expect(text).toContain('interface Node {\n  id: ID!\n}');
  expect(text).toContain(
    'type PageInfo {\n  endCursor: String\n  hasNextPage: Boolean!\n  hasPreviousPage: Boolean!\n  startCursor: String\n}',
  );
  expect(text).toContain('type ThingEdge {\n  cursor: String!\n  node: Thing!\n}');
  expect(text).toMatch(
    /type ThingConnection \{\n {2}edges: \[ThingEdge!\]!\n {2}nodes: \[Thing!\]!\n {2}pageInfo: PageInfo!\n\n.*\n {2}totalCount: Int\n\}/,
  );
  expect(text).toMatch(/node\(id: ID!\): Node\n/);
  expect(text).toMatch(/nodes\(ids: \[ID!\]!\): \[Node\]!\n/);
  expect(text).toMatch(/type UserError \{\n {2}code: UserErrorCode!\n/);
  expect(text).toContain('  field: [String!]\n  message: String!\n}');
  for (const scalar of ['BigInt', 'DateTime', 'Decimal', 'JSON', 'Upload'])
    expect(text).toContain(`scalar ${scalar}`);
});

test('its text is the same however it was put together, and is a schema', () => {
  const text = printSortedSchema(buildEchoSchema());
  expect(printSortedSchema(buildEchoSchema())).toBe(text);
  const reversed = parse(text)
    .definitions.map(({ loc }) => text.slice(loc?.start, loc?.end))
    .reverse();
  expect(printSortedSchema(fromText(reversed.join('\n')))).toBe(text);
});

test('a plain field runs no function', () => {
  const things = buildEchoSchema().getType('Thing') as GraphQLObjectType;
  expect(things.getFields()['number']?.resolve).toBeUndefined();
  expect(things.getFields()['next']?.resolve).toBeInstanceOf(Function);
});
