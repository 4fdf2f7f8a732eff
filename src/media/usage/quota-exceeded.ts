import { type Refusal, refuse, UserErrorCode } from '../../platform/errors';
import { byteSizeInWords } from '../intake/intake-limits';

/** Whose quota it is: the workspace's, or that of each of its users. */
export type QuotaHolder = 'workspace' | 'user';

export interface Shortage {
  readonly usedBytes: number;
  readonly limit: number;
  /** null: not known yet. */
  readonly neededBytes: number | null;
}

/** The refusal of a file for which there is no room: how much is used, of what, and how much it needs. */
export function quotaExceeded(holder: QuotaHolder, { usedBytes, limit, neededBytes }: Shortage): Refusal {
  const [used, most] = [byteSizeInWords(usedBytes), byteSizeInWords(limit)];
  const state =
    holder === 'workspace'
      ? `The workspace uses ${used} of the ${most} that it may store`
      : `Your files take ${used} of the ${most} that each user may store`;
  const need = neededBytes === null ? '' : `, and this file needs ${byteSizeInWords(neededBytes)}`;
  return refuse(UserErrorCode.QUOTA_EXCEEDED, `There is no room for this file. ${state}${need}.`);
}
