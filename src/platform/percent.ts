import { refuse, UserErrorCode } from './errors';

/** Thousandths in one percent. */
const ONE_PERCENT = 1_000;
const DECIMALS = 3;
const DECIMAL = /^(\d{1,3})(?:\.(\d+))?$/;

/** Thousandths of a percent as the exact decimal that the API shows: 5500 is "5.5". */
export function formatPercent(thousandths: number): string {
  const whole = Math.floor(thousandths / ONE_PERCENT);
  const fraction = String(thousandths % ONE_PERCENT)
    .padStart(DECIMALS, '0')
    .replace(/0+$/, '');
  return fraction ? `${whole}.${fraction}` : String(whole);
}

/**
 * A percentage as the API takes it, in thousandths of a percent. Refuses what is not a number from 0 to 100 with at most
 * 3 decimals; `field` is the path to it.
 */
export function parsePercent(percent: string, field: readonly string[]): number {
  const [, whole, fraction = ''] = DECIMAL.exec(percent) ?? [];
  const significant = fraction.replace(/0+$/, '');
  const thousandths = Number(`${whole ?? ''}${significant.padEnd(DECIMALS, '0')}`);
  if (whole === undefined || significant.length > DECIMALS || thousandths > 100 * ONE_PERCENT) {
    throw refuse(
      UserErrorCode.INVALID,
      'A percentage is a number from 0 to 100, with at most 3 decimals.',
      field,
    );
  }
  return thousandths;
}
