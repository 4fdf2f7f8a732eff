/** What the pool sends to a child: one job at a time. */
export interface JobMessage<Request> {
  readonly jobId: number;
  readonly request: Request;
}

/** What a child sends back: any number of `progress`, then one `done` or `failed`. */
export type ChildMessage<Response> =
  | { readonly kind: 'progress'; readonly jobId: number; readonly fraction: number }
  | {
      readonly kind: 'done';
      readonly jobId: number;
      readonly cpuSeconds: number;
      readonly response: Response;
    }
  | {
      readonly kind: 'failed';
      readonly jobId: number;
      /** User and system time of the child's whole life. */
      readonly cpuSeconds: number;
      readonly code: string;
      readonly message: string;
      /** The job is given up but goes on in the child, which is of no use any more. */
      readonly isBusy: boolean;
    };
