/**
 * Every event by name, with its payload. Modules add theirs by declaration merging beside the code that
 * publishes them. Payloads carry ids, never data: who handles an event reads what is true by then.
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- it is filled by the modules
export interface DomainEvents {}

export type EventName = keyof DomainEvents;
