import { type Platform } from '../open-platform';

/** What a sweep works with. */
export type SweepContext = Pick<Platform, 'config' | 'log' | 'database' | 'unitOfWork' | 'storage'> & {
  /** Only finds what it would deal with, and changes nothing. */
  readonly dryRun: boolean;
  /** Set by an operator who has read why a sweep refuses to go on: it goes on. */
  readonly force?: boolean;
  /** Aborted when the sweep shall end early: what is left is for the next one. */
  readonly signal: AbortSignal;
};

/** One thing that a sweep dealt with, or would. */
export interface SweepFinding {
  /** The workspace's id; null for what belongs to none. */
  readonly workspaceId: string | null;
  /** What it is, for the operator: an id or a key, and what is done with it. */
  readonly what: string;
}

/**
 * Something that is looked for again and again, and dealt with: what is over its time, what a crash left, what is
 * to be healed. One process at a time runs a sweep; it may be killed anywhere and begins anew. What cannot be dealt
 * with is logged and keeps nothing else waiting.
 */
export interface Sweep {
  /** Lower case with hyphens; what the command line calls it. */
  readonly name: string;
  /** One line for the operator. */
  readonly purpose: string;
  /** From the end of one run to the next. */
  readonly everySeconds: number;
  /** Yields each finding once it is dealt with; in a dry run once it is found. */
  readonly run: (context: SweepContext) => AsyncIterable<SweepFinding>;
}
