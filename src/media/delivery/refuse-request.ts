import { type Response } from 'express';

const REASONS = {
  403: 'This URL is not valid here, or no longer.',
  404: 'There is nothing here.',
  405: 'Only GET and HEAD are answered here.',
  415: 'This is of a kind that cannot be shown.',
  416: 'The requested range lies outside of the file.',
  422: 'This cannot be made.',
  500: 'Something went wrong.',
  503: 'Too busy just now; try again.',
} as const;

export interface Refusal {
  /** In place of the usual sentence. */
  readonly reason?: string;
  readonly retryAfterSeconds?: number;
}

/** Answers with a short text that no cache keeps, in place of whatever was to be answered. */
export function refuseRequest(
  response: Response,
  status: keyof typeof REASONS,
  { reason = REASONS[status], retryAfterSeconds }: Refusal = {},
): void {
  for (const name of ['ETag', 'Last-Modified', 'Content-Disposition', 'Accept-Ranges'])
    response.removeHeader(name);
  if (retryAfterSeconds !== undefined) response.setHeader('Retry-After', retryAfterSeconds);
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.status(status).end(`${reason}\n`);
}
