import { type RequestHandler } from 'express';

/**
 * Headers that suit answers which are data: nothing in them runs, frames or sniffs. Pages set a policy of their
 * own. `https`: the application is reached over HTTPS alone, which browsers are to remember for a year.
 */
export function securityHeaders({ https }: { readonly https: boolean }): RequestHandler {
  return (_request, response, next) => {
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader('x-frame-options', 'DENY');
    response.setHeader('referrer-policy', 'no-referrer');
    response.setHeader('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
    if (https) response.setHeader('strict-transport-security', 'max-age=31536000; includeSubDomains');
    next();
  };
}
