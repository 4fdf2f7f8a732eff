/**
 * A certificate for pictures.test and 127.0.0.1 that signed itself, until 2126, and its key; known to these tests alone:
 * openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500 -subj /CN=pictures.test
 *   -addext subjectAltName=DNS:pictures.test,IP:127.0.0.1
 */
export const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBpzCCAU2gAwIBAgIUWBWVKfSPUX4/xbY+D2DsC4/j3YYwCgYIKoZIzj0EAwIw
GDEWMBQGA1UEAwwNcGljdHVyZXMudGVzdDAgFw0yNjExMjEwNjM4MTRaGA8yMTI2
MTAyODA2MzgxNFowGDEWMBQGA1UEAwwNcGljdHVyZXMudGVzdDBZMBMGByqGSM49
AgEGCCqGSM49AwEHA0IABLCmCsIqcGEFc78OLo+Apx25i1AnvZkCeNBwY3KhD/Th
9MJmeh+/suFdPT4eSfOVMi3/roUk+FyJ4q0/S5IMcx2jczBxMB0GA1UdDgQWBBQH
REZwJhi8rCMnjRGaCwgXxW7V7TAfBgNVHSMEGDAWgBQHREZwJhi8rCMnjRGaCwgX
xW7V7TAeBgNVHREEFzAVgg1waWN0dXJlcy50ZXN0hwR/AAABMA8GA1UdEwEB/wQF
MAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIhAL6lmPHXp25uz/Aji6ORsL/UQLv/ac3D
TONPCAJWtqqbAiAcdWiodPu1kmI5sXCXaN8RX4hj/WmnXdgs69Og7CIHsw==
-----END CERTIFICATE-----
`;

export const CERTIFICATE_KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgp1obsAmGZEMVUp9L
/plwAu59JeZukyj9HywS5DWn1U6hRANCAASwpgrCKnBhBXO/Di6PgKcduYtQJ72Z
AnjQcGNyoQ/04fTCZnofv7LhXT0+HknzlTIt/66FJPhcieKtP0uSDHMd
-----END PRIVATE KEY-----
`;
