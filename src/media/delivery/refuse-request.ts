import { type Response } from 'express';

const REASONS = {
  403: 'This URL is not valid here, or no longer.',
  404: 'There is nothing here.',
  405: 'Only GET and HEAD are answered here.',
  416: 'The requested range lies outside of the file.',
  500: 'Something went wrong.',
} as const;

/** Answers with a short text that no cache keeps, in place of whatever was to be answered. */
export function refuseRequest(response: Response, status: keyof typeof REASONS): void {
  for (const name of ['ETag', 'Last-Modified', 'Content-Disposition', 'Accept-Ranges'])
    response.removeHeader(name);
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.status(status).end(`${REASONS[status]}\n`);
}
