import { OutboundError } from './outbound-error';

const HEAD_TOO_LARGE = 'HPE_HEADER_OVERFLOW';
/** What llhttp, Node's parser, calls each of its errors. */
const NOT_HTTP = /^HPE_/;
/** OpenSSL's names for what is wrong with a certificate, and Node's for what is wrong with a handshake. */
const NOT_TRUSTED =
  /^(?:ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CRL_|INVALID_CA$|HOSTNAME_MISMATCH$|EPROTO$)/;

/** What an error of a connection is to whoever named the URL; an OutboundError is returned as it is. */
export function connectionFault(error: unknown): OutboundError {
  if (error instanceof OutboundError) return error;
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  if (code === HEAD_TOO_LARGE) {
    return new OutboundError('PROTOCOL', 'The head of the server’s answer is too large.', { cause: error });
  }
  if (NOT_HTTP.test(code)) {
    return new OutboundError('PROTOCOL', 'The server’s answer is no proper HTTP.', { cause: error });
  }
  if (NOT_TRUSTED.test(code)) {
    return new OutboundError('CERTIFICATE', 'The server’s certificate could not be verified.', {
      cause: error,
    });
  }
  const message = 'The server could not be reached, or it broke off.';
  return new OutboundError('CONNECTION', message, { mayPass: true, cause: error });
}
