import { type Outcome } from './field-case';

/** Holds the answer to an operation of one root field against what it has to be. */
export function expectOutcome(answer: unknown, outcome: Outcome): void {
  if ('denied' in outcome) {
    expect(answer).toMatchObject({ data: null, errors: [{ extensions: { code: outcome.denied } }] });
    return;
  }
  const { data, errors } = answer as { data?: Record<string, unknown>; errors?: unknown };
  expect(errors).toBeUndefined();
  const [value] = Object.values(data ?? {});
  if ('refused' in outcome) {
    const { __typename, userErrors, ...payload } = value as {
      userErrors: { code: string }[];
      __typename: string;
    };
    expect([__typename, userErrors.map(({ code }) => code)]).toEqual([__typename, outcome.refused]);
    for (const part of Object.values(payload)) expect([null, false, []]).toContainEqual(part);
  } else if (typeof outcome.data === 'object' && outcome.data !== null && !Array.isArray(outcome.data)) {
    expect(value).toMatchObject(outcome.data);
  } else {
    expect(value).toEqual(outcome.data);
  }
}
