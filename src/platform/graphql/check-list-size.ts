import { RequestError, RequestErrorCode } from '../errors';
import { MAX_PAGE_SIZE } from './page-size';

/** Refuses a list input that is longer than any may be; `name` is the argument's. */
export function checkListSize(list: readonly unknown[], name: string): void {
  if (list.length <= MAX_PAGE_SIZE) return;
  throw new RequestError(RequestErrorCode.BAD_USER_INPUT, `${name} may hold at most ${MAX_PAGE_SIZE}.`);
}
