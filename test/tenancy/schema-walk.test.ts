import { type GraphQLSchema } from 'graphql';
import { composeApi } from '../../src/app';
import { MODULES } from '../../src/modules';
import { givenShop, type References, type Shop } from '../support/shop';
import { startTestApp, type TestApp } from '../support/test-app';
import { type TestClient } from '../support/test-client';
import { openSubscription } from '../support/test-subscription';
import { rowsOf } from '../support/workspace-rows';
import { eventually } from '../support/eventually';
import { askWithFile } from './ask-with-file';
import { expectOutcome } from './expect-outcome';
import { type Arguments, attemptsAs, type FieldCases, neverExisting, ownArguments } from './field-case';
import { marksOf } from './marks-of';
import { MUTATION_CASES } from './mutation-cases';
import { QUERY_CASES } from './query-cases';
import { referencesOf, referencesTried } from './references-of-field';
import { EVERYTHING, fieldsOf, noteValues, operationOf } from './select-everything';
import { announce, type SubscriptionCase, SUBSCRIPTION_CASES } from './subscription-cases';

/** A new field of the schema needs a line here: `query-cases.ts` shows how, `field-case.ts` says what. */
const CASES: FieldCases = { ...QUERY_CASES, ...MUTATION_CASES };
/** Tried apart: a subscription answers more than once. */
const SUBSCRIPTIONS = Object.entries(SUBSCRIPTION_CASES);

/**
 * Nothing is made of documents yet, no consumer of media asks for shapes or sizes, and whom the payment provider of
 * tests wants to confirm is sent to a page.
 */
const NEVER_SET = [
  ...['previewImage', 'pageCount'].map((name) => `Document.${name}`),
  ...['aspectRatio', 'minWidth', 'minHeight', 'maxByteSize'].map((name) => `MediaRole.${name}`),
  'PaymentAction.clientSecret',
];

const ROOT_FIELD = /^(Query|Mutation|Subscription)\./;
const CALLERS = ['owner', 'customer', 'anonymous'] as const;

let app: TestApp;
let schema: GraphQLSchema;
/** Who asks, and whose records are asked for. */
let here: Shop;
let there: Shop;

beforeAll(async () => {
  app = await startTestApp({ app: { queries: EVERYTHING } });
  schema = composeApi(app.platform, MODULES, () => app.url).schema;
  here = await givenShop(app, 'here');
  there = await givenShop(app, 'elsewhere');
});
afterAll(() => app.close());

describe('the cases of the walk', () => {
  it('has one for every field of the roots, and for every other field that takes arguments', () => {
    const due = fieldsOf(schema)
      .filter(({ coordinate, field }) => ROOT_FIELD.test(coordinate) || field.args.length > 0)
      .map(({ coordinate }) => coordinate);
    expect([...Object.keys(CASES), ...Object.keys(SUBSCRIPTION_CASES)].sort()).toEqual(due.sort());
  });

  it('tries every argument that may name a record with one of another workspace', () => {
    const untried = fieldsOf(schema)
      .filter(({ coordinate }) => coordinate in CASES)
      .flatMap(({ coordinate, field }) => {
        const tried = referencesTried(CASES[coordinate]?.attempts);
        return referencesOf(field)
          .filter((path) => !tried.has(path))
          .map((path) => `${coordinate}(${path})`);
      });
    expect(untried).toEqual([]);
  });
});

describe.each([
  ['as PostgreSQL plans by itself', ''],
  ['without nested loops, where a join that lacks a column visits all tenants', 'enable_nestloop'],
])('with another workspace’s references, %s', (_, disabled) => {
  let api: TestApp;
  beforeAll(async () => {
    if (disabled) {
      const { username, pathname } = new URL(app.db.appUrl);
      await app.db.query(`ALTER ROLE ${username} IN DATABASE ${pathname.slice(1)} SET ${disabled} = off`);
    }
    api = await startTestApp({ beside: app, app: { queries: EVERYTHING } });
    const [planner] = await api.platform.database.everyWorkspace<object>('SHOW enable_nestloop');
    expect(planner).toEqual({ enableNestloop: disabled ? 'off' : 'on' });
  });
  afterAll(() => api.close());

  /** What a client of `here` gets, byte for byte. */
  async function ask(client: TestClient, query: string, variables: Arguments): Promise<string> {
    const response = await fetch(`${api.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...client.headers },
      body: JSON.stringify({ query, variables }),
    });
    return response.text();
  }

  describe.each(CALLERS)('%s', (caller) => {
    const cases = Object.entries(CASES).filter(([, { attempts }]) => attempts !== undefined);

    it.each(cases)(
      'gets for %s the answer that there is for nothing, and changes nothing',
      async (coordinate, fieldCase) => {
        const before = await rowsOf(app.db, here.id, there.id);
        for (const { what, query, args, outcome } of attemptsAs(caller, fieldCase)) {
          const asked = (theirs: References) =>
            ask(here[caller], query ?? operationOf(schema, coordinate), args(theirs, here.references));
          const answer = await asked(there.references);
          expectOutcome(JSON.parse(answer), outcome);
          expect([what, answer]).toEqual([what, await asked(neverExisting(there.references))]);
          expect(await rowsOf(app.db, here.id, there.id)).toEqual(before);
        }
      },
    );

    it('finds nothing of another workspace in all that there is to read', async () => {
      const marks = await foreignMarks();
      for (const [coordinate, fieldCase] of Object.entries(QUERY_CASES)) {
        if (!coordinate.startsWith('Query.')) continue;
        for (const own of await ownArguments(fieldCase, here)) {
          const answer = await ask(here[caller], operationOf(schema, coordinate), own);
          expect([coordinate, own, codesOf(answer).filter((code) => code === 'INTERNAL')]).toEqual([
            coordinate,
            own,
            [],
          ]);
          expect([coordinate, marks.filter((mark) => answer.includes(mark))]).toEqual([coordinate, []]);
        }
      }
    });
  });

  it('answers with something in every field of every type, all of it the workspace’s own', async () => {
    const before = await rowsOf(app.db, there.id);
    const [seen, marks] = [new Set<string>(), await foreignMarks()];
    const note = (coordinate: string, answer: string) => {
      expect([coordinate, marks.filter((mark) => answer.includes(mark))]).toEqual([coordinate, []]);
      noteValues((JSON.parse(answer) as { data: unknown }).data, seen);
    };
    for (const [coordinate, fieldCase] of Object.entries(CASES)) {
      if (!ROOT_FIELD.test(coordinate)) continue;
      const query = operationOf(schema, coordinate);
      for (const own of await ownArguments(fieldCase, here)) {
        const answer = JSON.stringify(await askWithFile(here.owner, query, own));
        expect([coordinate, (JSON.parse(answer) as { errors?: unknown }).errors]).toEqual([
          coordinate,
          undefined,
        ]);
        note(coordinate, answer);
      }
      const [attempt] = attemptsAs('owner', fieldCase);
      const nothing = neverExisting(there.references);
      if (attempt) note(coordinate, await ask(here.owner, query, attempt.args(nothing, here.references)));
    }
    for (const [coordinate, subscribed] of SUBSCRIPTIONS) {
      for (const event of await heardBySubscriber(coordinate, subscribed)) noteValues(event, seen);
    }

    const due = fieldsOf(schema).map(({ coordinate }) => coordinate);
    expect(due.filter((coordinate) => !ROOT_FIELD.test(coordinate) && !seen.has(coordinate))).toEqual(
      NEVER_SET,
    );
    expect(await rowsOf(app.db, there.id)).toEqual(before);
  });

  /** What would show in an answer that something of `there` is in it. */
  async function foreignMarks(): Promise<string[]> {
    return marksOf(there, await rowsOf(app.db, there.id), await rowsOf(app.db, here.id));
  }

  it.each(SUBSCRIPTIONS)(
    '%s that names what another workspace has hears of its own alone',
    async (coordinate, subscribed) => {
      const heard = await heardBySubscriber(coordinate, subscribed, () =>
        announce(api, subscribed, there.id, subscribed.record(there.references)),
      );
      const ids = heard.map((data) => Object.values(data as Record<string, { id: string }>)[0]?.id);
      expect(new Set(ids)).toEqual(new Set([subscribed.record(here.references)]));
    },
  );

  /** What the owner hears of an own change, behind what else was announced. */
  async function heardBySubscriber(
    coordinate: string,
    subscribed: SubscriptionCase,
    before = () => Promise.resolve(),
  ): Promise<readonly unknown[]> {
    const query = operationOf(schema, coordinate);
    const subscriptions = subscribed
      .subscribe(there.references, here.references)
      .map((variables) => openSubscription<object>(here.owner, query, variables));
    await eventually(async () => {
      await before();
      await announce(api, subscribed, here.id, subscribed.record(here.references));
      expect(subscriptions.at(-1)?.events.length).toBeGreaterThan(1);
    });
    for (const subscription of subscriptions) await subscription.close();
    return subscriptions.flatMap(({ events }) => events.map(({ data }) => data));
  }
});

function codesOf(answer: string): string[] {
  const { errors = [] } = JSON.parse(answer) as { errors?: { extensions: { code: string } }[] };
  return errors.map(({ extensions }) => extensions.code);
}
