import { type SweepContext, type SweepFinding } from './sweep';

/** A thing of a workspace that a sweep looks for. */
export interface Found {
  readonly workspaceId: string;
  readonly id: string;
}

export interface SweptThings<F extends Found> {
  /** The next page of them, behind the last one of the page before; empty at the end. */
  readonly find: (after: F | null) => Promise<readonly F[]>;
  /** What it is and what is done with it, for the operator. */
  readonly describe: (found: F) => string;
  /** Looks again and deals with it; false where there is nothing to be done any more. Not called in a dry run. */
  readonly deal: (found: F) => Promise<boolean>;
}

/**
 * The run of a sweep that deals with things one by one. One that cannot be dealt with is logged and left for the
 * next run, and the others go on.
 */
export async function* sweepEach<F extends Found>(
  { dryRun, signal, log }: SweepContext,
  { find, describe, deal }: SweptThings<F>,
): AsyncGenerator<SweepFinding> {
  for (let page = await find(null); page.length > 0; page = await find(page.at(-1) ?? null)) {
    for (const found of page) {
      if (signal.aborted) return;
      try {
        if (dryRun || (await deal(found))) yield { workspaceId: found.workspaceId, what: describe(found) };
      } catch (error) {
        log.error(
          { err: error, workspaceId: found.workspaceId, id: found.id },
          'a sweep could not deal with this',
        );
      }
    }
  }
}
