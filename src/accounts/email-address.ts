import { z } from 'zod';

/** An e-mail address as people type it: the spaces around it go, its case stays. */
export const emailSchema = z.string().trim().max(254).pipe(z.email('This is not an e-mail address.'));

/** The address that was typed, or null where it is none. */
export function emailAddress(text: string): string | null {
  return emailSchema.safeParse(text).data ?? null;
}
