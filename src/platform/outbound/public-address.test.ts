import { AddressGuard } from './address-guard';
import { OutboundError } from './outbound-error';
import { isPublicAddress } from './public-address';
import { hostOf, parseWebUrl, portOf } from './web-url';

const PUBLIC = [
  ...['1.1.1.1', '8.8.8.8', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255'],
  ...[
    '128.0.0.0',
    '168.63.129.15',
    '169.253.255.255',
    '169.255.0.0',
    '172.15.255.255',
    '172.32.0.0',
    '191.255.255.255',
  ],
  ...[
    '192.0.1.0',
    '192.0.3.0',
    '192.167.255.255',
    '192.169.0.0',
    '198.17.255.255',
    '198.20.0.0',
    '198.51.99.255',
  ],
  ...['203.0.112.255', '203.0.114.0', '223.255.255.255', '93.184.216.34', '1.0.0.0'],
  ...['2606:4700:4700::1111', '2001:4860:4860::8888', '2a00:1450:4001:80b::200e', '2000::1', '2001:200::1'],
  ...['2003::1', '2620:fe::fe', '2001:DB9::1', '3ffe:ffff::1', '2a00:1450:4001:80b:0:5eff:102:304'],
];

const NOT_PUBLIC: Readonly<Record<string, readonly string[]>> = {
  'this network': ['0.0.0.0', '0.0.0.1', '0.255.255.255'],
  private: [
    '10.0.0.0',
    '10.0.0.1',
    '10.255.255.255',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.0.1',
    '192.168.255.255',
  ],
  CGNAT: ['100.64.0.0', '100.100.100.200', '100.127.255.255'],
  loopback: ['127.0.0.1', '127.1.2.3', '127.255.255.254', '::1', '0:0:0:0:0:0:0:1', '0000::0001'],
  'link-local': ['169.254.0.1', '169.254.169.254', '169.254.170.2', '169.254.255.255', 'fe80::1', 'febf::1'],
  'a cloud’s own': ['168.63.129.16', '192.0.0.192', 'fd00:ec2::254'],
  'protocol assignments': [
    '192.0.0.1',
    '192.0.0.170',
    '192.0.0.255',
    '2001::1',
    '2001:1::1',
    '2001:10::1',
    '2001:1ff::1',
  ],
  documentation: [
    '192.0.2.1',
    '198.51.100.1',
    '203.0.113.255',
    '2001:db8::1',
    '2001:db8:ffff::',
    '3fff::1',
    '3fff:fff::1',
  ],
  benchmarks: ['198.18.0.1', '198.19.255.255', '2001:2::1'],
  '6to4 relays': ['192.88.99.1'],
  multicast: ['224.0.0.1', '239.255.255.255', 'ff02::1', 'ff0e::1'],
  reserved: [
    '240.0.0.1',
    '254.255.255.255',
    '255.255.255.255',
    '4000::1',
    '8000::1',
    'e000::1',
    '100::1',
    '5f00::1',
  ],
  unspecified: ['::', '0:0:0:0:0:0:0:0'],
  'unique local': ['fc00::1', 'fd12:3456::1', 'fdff:ffff::1'],
  'site-local': ['fec0::1', 'feff::1'],
  'IPv4-mapped': [
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:10.0.0.1',
    '::ffff:8.8.8.8',
    '0:0:0:0:0:ffff:a9fe:a9fe',
  ],
  'IPv4-translated': ['::ffff:0:127.0.0.1', '::ffff:0:8.8.8.8'],
  'IPv4-compatible': ['::127.0.0.1', '::7f00:1', '::8.8.8.8', '::a00:1'],
  NAT64: [
    '64:ff9b::7f00:1',
    '64:ff9b::10.0.0.1',
    '64:ff9b::8.8.8.8',
    '64:ff9b:1::1',
    '64:ff9b:1:ffff::10.0.0.1',
  ],
  '6to4': ['2002:7f00:1::1', '2002:a00:1::', '2002:808:808::1'],
  Teredo: ['2001:0:4136:e378:8000:63bf:3fff:fdd2', '2001::7f00:1'],
  ISATAP: [
    '2a00:1450:4001:80b:0:5efe:7f00:1',
    '2a00:1450:4001:80b:200:5efe:10.0.0.1',
    'fe80::5efe:192.168.0.1',
  ],
  'with a zone': ['fe80::1%eth0', 'fe80::1%1', '2606:4700:4700::1111%eth0', '::1%lo'],
  'no address': [
    '',
    'localhost',
    '127.1',
    '0177.0.0.1',
    '0x7f000001',
    '2130706433',
    '1.2.3.4.5',
    '[::1]',
    '1.2.3.256',
  ],
};

/** Spellings of hosts that a URL may have. */
const URLS_NOT_PUBLIC = [
  ...[
    'http://127.0.0.1',
    'http://127.1',
    'http://127.0.1',
    'http://2130706433',
    'http://0x7f000001',
    'http://0x7f.1',
  ],
  ...[
    'http://0177.0.0.1',
    'http://017700000001',
    'http://0x7F.0x0.0x0.0x1',
    'http://127.0.0.1.',
    'http://0',
    'http://0.',
  ],
  ...[
    'http://00000177.0.0.0x1',
    'http://10.1',
    'http://167772161',
    'http://192.168.257',
    'http://3232235777',
  ],
  ...['http://2852039166', 'http://0xa9fea9fe', 'http://0251.0376.0251.0376', 'http://169.254.43518'],
  ...[
    'http://①②⑦.⓪.⓪.①',
    'http://１２７.０.０.１',
    'http://127。0。0。1',
    'http://１６９．２５４．１６９．２５４',
  ],
  ...['http://%31%32%37.0.0.1', 'http://127.0.0.%31', 'http://1%327.1'],
  ...[
    'http://[::1]',
    'http://[::ffff:7f00:1]',
    'http://[::ffff:127.0.0.1]',
    'http://[0:0:0:0:0:ffff:127.0.0.1]',
  ],
  ...[
    'http://[::127.0.0.1]',
    'http://[64:ff9b::169.254.169.254]',
    'http://[2002:7f00:1::]',
    'http://[fe80::1]',
  ],
  ...[
    'http://[fd00:ec2::254]/latest/meta-data',
    'http://[::]',
    'https://127.0.0.1:443',
    'http:\\\\127.0.0.1\\x',
  ],
  ...['http:127.0.0.1', 'http:/127.0.0.1', 'hTTp://127.0.0.1#.example.com', 'http://127.0.0.1?@example.com'],
];

const NO_WEB_URLS = [
  ...[
    '',
    ' ',
    'picture.jpg',
    '//example.com/x',
    '/etc/passwd',
    'http://',
    'https:///',
    'http://[fe80::1%25eth0]/',
  ],
  ...[
    'http://[::1',
    'http://1.2.3.4.5.6/',
    'http://256.256.256.256',
    'http://0x100000000',
    'http://exa mple.com',
  ],
  ...[
    'file:///etc/passwd',
    'ftp://example.com/x',
    'gopher://example.com',
    'data:image/gif;base64,R0lGOD',
    'javascript:1',
  ],
  ...[
    'blob:https://example.com/1',
    'ws://example.com',
    'dict://example.com:11211/stat',
    'jar:http://example.com!/x',
  ],
  ...[
    'http://user@example.com',
    'https://user:secret@example.com',
    'http://:secret@example.com',
    'http://example.com\0/x',
  ],
  ...[
    'http://127.0.0.1\u0000.example.com',
    'http://example.com:99999',
    'http://%00.example.com',
    'http://a%25b.example',
  ],
];

/** What is wrong with a URL whose host is an address, by the fault; null where nothing is. */
function faultOf(text: string, ownNetworks: readonly string[] = []): string | null {
  try {
    const url = parseWebUrl(text);
    new AddressGuard(ownNetworks).check(hostOf(url), portOf(url));
    return null;
  } catch (error) {
    if (error instanceof OutboundError) return error.fault;
    throw error;
  }
}

describe('a public address', () => {
  it.each(PUBLIC)('is %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each(
    Object.entries(NOT_PUBLIC).flatMap(([kind, addresses]) => addresses.map((each) => [kind, each] as const)),
  )('is none that is %s: %s', (_, address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe('a URL', () => {
  it.each(URLS_NOT_PUBLIC)('leads to no public address: %s', (text) => {
    expect(faultOf(text)).toBe('ADDRESS');
  });

  it.each(NO_WEB_URLS)('is none that is fetched: %j', (text) => {
    expect(faultOf(text)).toBe('URL');
  });

  it.each([
    'http://1.1.1.1',
    'https://1.1.1.1:443/x',
    'http://[2606:4700:4700::1111]:80',
    'https://8.8.8.8:80',
  ])('may be fetched: %s', (text) => {
    expect(faultOf(text)).toBeNull();
  });

  it.each([
    'http://1.1.1.1:8080',
    'https://1.1.1.1:22',
    'http://[2606:4700:4700::1111]:6379',
    'http://1.1.1.1:1',
  ])('leads to no website: %s', (text) => {
    expect(faultOf(text)).toBe('PORT');
  });

  it('may lead to any port of the operator’s own networks, and to nothing beside them', () => {
    const own = ['127.0.0.0/30', '10.1.0.0/16', 'fd12::/32'];
    expect(faultOf('http://127.0.0.1:9000', own)).toBeNull();
    expect(faultOf('http://[fd12::1]:9000', own)).toBeNull();
    expect(faultOf('http://10.1.255.255', own)).toBeNull();
    expect(faultOf('http://127.0.0.4', own)).toBe('ADDRESS');
    expect(faultOf('http://10.2.0.0', own)).toBe('ADDRESS');
    expect(faultOf('http://[fd13::1]', own)).toBe('ADDRESS');
    expect(faultOf('http://[::ffff:127.0.0.1]:9000', own)).toBeNull();
    expect(faultOf('http://[::ffff:127.0.0.4]:9000', own)).toBe('ADDRESS');
    expect(faultOf('http://1.1.1.1:9000', own)).toBe('PORT');
  });
});

test('the host of a URL has neither brackets nor a dot at its end', () => {
  const hosts = [
    'http://EXAMPLE.com./x',
    'https://[2606:4700::1]/',
    'http://BÜCHER.example',
    'http://ｅｘ.example',
  ];
  expect(hosts.map((text) => hostOf(parseWebUrl(text)))).toEqual([
    ...['example.com', '2606:4700::1', 'xn--bcher-kva.example', 'ex.example'],
  ]);
});
