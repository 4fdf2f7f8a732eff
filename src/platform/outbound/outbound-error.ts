/** What kind of fault kept something from being fetched. */
export type OutboundFault =
  | 'URL'
  | 'ADDRESS'
  | 'PORT'
  | 'NAME'
  | 'REDIRECT'
  | 'CONNECTION'
  | 'CERTIFICATE'
  | 'TIMEOUT'
  | 'STATUS'
  | 'PROTOCOL'
  | 'ENCODING'
  | 'TOO_LARGE';

/**
 * Something could not be fetched. The message is for whoever named the URL: it says the kind of the fault, and never
 * an address that a name was resolved to.
 */
export class OutboundError extends Error {
  /** Another try, later, may well succeed. */
  readonly mayPass: boolean;

  constructor(
    readonly fault: OutboundFault,
    message: string,
    { mayPass = false, cause }: { readonly mayPass?: boolean; readonly cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.name = 'OutboundError';
    this.mayPass = mayPass;
  }
}
