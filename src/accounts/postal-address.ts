import { Refusal, UserErrorCode, type UserFault } from '../platform/errors';

/** Where somebody lives, or is sent something; checked. */
export interface PostalAddress {
  readonly name: string | null;
  readonly line1: string;
  readonly line2: string | null;
  readonly city: string;
  readonly region: string | null;
  readonly postalCode: string | null;
  /** ISO 3166-1 alpha-2. */
  readonly countryCode: string;
  readonly phone: string | null;
}

type Typed = { readonly [K in keyof PostalAddress]?: string | null };

const MAX_LENGTH = 255;
const REQUIRED = ['line1', 'city'] as const;
const OPTIONAL = ['name', 'line2', 'region', 'postalCode', 'phone'] as const;

const countries = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });

/** An address as it was typed, trimmed; all that is wrong with it is said in one refusal, at paths under `path`. */
export function postalAddress(typed: Typed, path: readonly string[]): PostalAddress {
  const faults: UserFault[] = [];
  const invalid = (name: string, message: string) =>
    faults.push({ code: UserErrorCode.INVALID, message, field: [...path, name] });
  const text = (name: keyof PostalAddress): string => {
    const value = typed[name]?.trim() ?? '';
    if (value.length > MAX_LENGTH) invalid(name, `At most ${MAX_LENGTH} characters.`);
    return value;
  };
  for (const name of REQUIRED) if (!typed[name]?.trim()) invalid(name, 'This is needed.');
  const countryCode = text('countryCode').toUpperCase();
  if (!isCountry(countryCode)) invalid('countryCode', 'This is no country by ISO 3166-1 alpha-2.');
  const optional = Object.fromEntries(OPTIONAL.map((name) => [name, text(name) || null]));
  const address = { ...optional, line1: text('line1'), city: text('city'), countryCode } as PostalAddress;
  if (faults.length > 0) throw new Refusal(faults);
  return address;
}

/** True for the code of a country by ISO 3166-1, e.g. DE, and for XK; not for those of what is none, such as UK or EU. */
export function isCountry(code: string): boolean {
  if (!/^[A-Z]{2}$/.test(code) || NO_COUNTRIES.has(code)) return false;
  // What was withdrawn, or never was one, is an alias of another: UK of GB, DD of DE.
  return countries.of(code) !== undefined && new Intl.Locale('und', { region: code }).region === code;
}

/** Codes that are named but are no countries of their own: groupings, islands that ISO only reserves, and tests'. */
const NO_COUNTRIES = new Set('AC CP CQ DG EA EU EZ IC QO TA UN XA XB ZZ'.split(' '));
