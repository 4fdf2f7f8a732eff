import { type Logger } from 'pino';
import { type Database } from '../database/database';
import { failpoint } from '../failpoint';

/** One committed event, as it is handed on. */
export interface RelayedEvent {
  readonly id: string;
  readonly workspaceId: string;
  readonly name: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Hands one event to everyone who wants it; may be called twice for one event, and has to bear it. */
export type HandOn = (event: RelayedEvent) => Promise<void>;

const BATCH = 100;
const POLL_MS = 1_000;

// An array, which is made once: as IN (SELECT …) the planner may look for the batch again for each row of the outbox
// where it believes that to be empty, and then leases all there is, in quadratic time.
const LEASE = `
  UPDATE outbox_event
  SET leased_until = now() + interval '30 seconds', attempts = attempts + 1
  WHERE id = ANY (ARRAY (SELECT id FROM outbox_event
                         WHERE leased_until IS NULL OR leased_until < now()
                         ORDER BY id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED))
  RETURNING id, workspace_id, name, payload`;

const TAKE_AWAY = 'DELETE FROM outbox_event WHERE id = ANY($1)';

// An event that could not be handed on waits twice as long each time, at most five minutes, and is never given up.
const PUT_OFF = `
  UPDATE outbox_event SET leased_until = now() + least(interval '1 second' * 2 ^ least(attempts, 9), interval '5 minutes')
  WHERE id = ANY($1)`;

/**
 * Moves committed events from the outbox to the queues and to the other processes, at least once each.
 *
 * No transaction is open while events are handed on: a batch is leased and committed, handed on, and taken away.
 * A relay that dies in between leaves the lease to run out, and another sends the batch again. Any number of them
 * may run; an event that cannot be handed on delays no other.
 */
export class OutboxRelay {
  #running: Promise<void> | null = null;
  #stopping = false;
  #again = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly database: Database,
    private readonly handOn: HandOn,
    private readonly log: Logger,
  ) {}

  /** Looks for events now, and every second from now on. */
  start(): void {
    this.#timer = setInterval(() => this.nudge(), POLL_MS);
    this.nudge();
  }

  /** Says that there may be events: what was just committed goes out at once instead of at the next look. */
  nudge(): void {
    if (this.#stopping || this.#timer === null) return;
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = this.drain().finally(() => {
      this.#running = null;
      if (this.#again) {
        this.#again = false;
        this.nudge();
      }
    });
  }

  /** Takes no further batch and waits for the one under way. */
  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#timer) clearInterval(this.#timer);
    await this.#running;
  }

  private async drain(): Promise<void> {
    try {
      while (!this.#stopping && (await this.relayBatch()) === BATCH);
    } catch (error) {
      this.log.error({ err: error }, 'the outbox could not be read; trying again at the next look');
    }
  }

  /** Hands on one batch; returns how many events it had. */
  async relayBatch(): Promise<number> {
    const events = await this.database.everyWorkspace<RelayedEvent>(LEASE);
    failpoint('relay:leased');
    const outcomes = await Promise.allSettled(events.map((event) => this.handOn(event)));
    failpoint('relay:handed-on');

    const isDone = (_: RelayedEvent, index: number) => outcomes[index]?.status === 'fulfilled';
    const done = events.filter(isDone).map(({ id }) => id);
    const failed = events.filter((event, index) => !isDone(event, index)).map(({ id }) => id);
    if (done.length > 0) await this.database.everyWorkspace(TAKE_AWAY, done);
    if (failed.length > 0) {
      const reason = outcomes.find((outcome) => outcome.status === 'rejected')?.reason as unknown;
      this.log.warn(
        { err: reason, events: failed.length },
        'events could not be handed on and will be later',
      );
      await this.database.everyWorkspace(PUT_OFF, failed);
    }
    return events.length;
  }
}
