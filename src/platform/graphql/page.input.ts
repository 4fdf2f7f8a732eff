import 'reflect-metadata';
import { ArgsType, Field, Int } from 'type-graphql';
import { RequestError, RequestErrorCode } from '../errors';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from './page-size';

/** For lists that are read forwards alone. */
@ArgsType()
export class ForwardPageArgs {
  @Field(() => Int, {
    nullable: true,
    description: `1 to ${MAX_PAGE_SIZE}; ${DEFAULT_PAGE_SIZE} when left out.`,
  })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'The cursor after which the page begins.' })
  after?: string | null;
}

/** `first` and `after`, or `last` and `before`. */
@ArgsType()
export class ConnectionArgs extends ForwardPageArgs {
  @Field(() => Int, { nullable: true, description: `1 to ${MAX_PAGE_SIZE}: reads backwards from the end.` })
  last?: number | null;

  @Field(() => String, { nullable: true, description: 'The cursor before which the page ends.' })
  before?: string | null;
}

/** A page as a query for rows needs it. */
export interface Page {
  /** Elements of the page; ask for one more to learn whether there are further ones. */
  readonly size: number;
  /** True: the last elements are wanted, so read in reverse order. */
  readonly backward: boolean;
  /** Elements come after this cursor (before it when `backward`); null: from the list's start (or end). */
  readonly cursor: string | null;
}

/** Checks what a caller asked for: sizes out of range, or both directions at once, are BAD_USER_INPUT. */
export function readPage({ first, after, last, before }: ConnectionArgs): Page {
  const backward = last != null || before != null;
  if (backward && (first != null || after != null)) {
    throw badInput('Use either first and after, or last and before.');
  }
  const size = (backward ? last : first) ?? DEFAULT_PAGE_SIZE;
  if (size < 1 || size > MAX_PAGE_SIZE) {
    throw badInput(`${backward ? 'last' : 'first'} must be between 1 and ${MAX_PAGE_SIZE}.`);
  }
  return { size, backward, cursor: (backward ? before : after) ?? null };
}

/** Checks the `first` of a plain list; `fallback` when it was left out. */
export function readFirst(first: number | null | undefined, fallback = DEFAULT_PAGE_SIZE): number {
  return readPage({ first: first ?? fallback }).size;
}

function badInput(message: string): RequestError {
  return new RequestError(RequestErrorCode.BAD_USER_INPUT, message);
}
