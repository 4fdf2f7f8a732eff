import { isFurther, nextStep, type ObservedState, type WantedState } from './payment-states';

const OBSERVED: readonly ObservedState[] = [
  ...(['none', 'action_required', 'processing', 'authorized'] as const),
  ...(['captured', 'voided', 'declined', 'failed'] as const),
];

/** What is to be done, with nothing and with something to be refunded. */
const steps = (wanted: WantedState, observed: ObservedState) =>
  [false, true].map((hasPendingRefunds) =>
    nextStep({ wanted, observed, providerRef: 'ref', hasPendingRefunds }),
  );
const both = (step: ReturnType<typeof nextStep>) => [step, step];

test.each<[WantedState, Record<ObservedState, ReturnType<typeof steps>>]>([
  [
    'authorized',
    {
      ...{ none: both('authorize'), action_required: both('find'), processing: both('find') },
      ...{ authorized: both(null), captured: [null, 'refund'], voided: both(null) },
      ...{ declined: both('close'), failed: both('close') },
    },
  ],
  [
    'captured',
    {
      ...{ none: both('authorize'), action_required: both('find'), processing: both('find') },
      ...{ authorized: both('capture'), captured: [null, 'refund'], voided: both(null) },
      ...{ declined: both('close'), failed: both('close') },
    },
  ],
  [
    'voided',
    {
      ...{ none: both('authorize'), action_required: both('void'), processing: both('void') },
      ...{ authorized: both('void'), captured: [null, 'refund'], voided: both(null) },
      ...{ declined: both('close'), failed: both('close') },
    },
  ],
])('what brings a payment nearer to being %s', (wanted, expected) => {
  expect(Object.fromEntries(OBSERVED.map((observed) => [observed, steps(wanted, observed)]))).toEqual(
    expected,
  );
});

test('what has no name at its provider cannot be closed there', () => {
  const given = { wanted: 'authorized', providerRef: null, hasPendingRefunds: false } as const;
  expect(nextStep({ ...given, observed: 'declined' })).toBeNull();
  expect(nextStep({ ...given, observed: 'failed' })).toBeNull();
});

test('what is known goes on and never back, and an end is an end', () => {
  const after = (known: ObservedState) => OBSERVED.filter((seen) => isFurther(seen, known));
  const ends: ObservedState[] = ['captured', 'voided', 'declined', 'failed'];
  expect(after('none')).toEqual(OBSERVED.slice(1));
  expect(after('action_required')).toEqual(['processing', 'authorized', ...ends]);
  expect(after('processing')).toEqual(['action_required', 'authorized', ...ends]);
  expect(after('authorized')).toEqual(ends);
  for (const end of ends) expect(after(end)).toEqual([]);
});
