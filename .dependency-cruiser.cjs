// The architecture, as a table: a module may import only the modules in its row, and only their index.ts (or, from
// GraphQL files, their api.ts). Whoever wants another arrow writes a decision record and changes the row.
const MAY_USE = {
  accounts: [],
  audit: ['accounts'],
  media: ['accounts'],
  profiles: ['accounts', 'media'],
  stock: ['accounts'],
  payments: ['accounts'],
  catalog: ['accounts', 'media', 'stock'],
  taxes: ['accounts'],
  discounts: ['accounts'],
  carts: ['accounts', 'catalog', 'stock'],
  // Which ways there are to send a cart, is for shipping to say; carts know nothing of it.
  shipping: ['accounts', 'carts'],
  orders: ['accounts', 'media', 'catalog', 'stock', 'carts', 'payments', 'shipping', 'taxes', 'discounts'],
};

const MODULES = Object.keys(MAY_USE).join('|');
// Files that a worker never loads: they describe GraphQL.
const GRAPHQL_FILE = '\\.(resolver|type|input)\\.ts$|/api\\.ts$|-(loaders|nodes)\\.ts$';
const TESTS = '\\.(test|fixture)\\.ts$|^test/';

const moduleRules = Object.entries(MAY_USE).map(([name, uses]) => ({
  name: `module-${name}`,
  comment: `src/${name} may use only ${['platform', ...uses].join(', ')}, through their index.ts or api.ts.`,
  severity: 'error',
  from: { path: `^src/${name}/`, pathNot: TESTS },
  to: {
    path: '^(src|workers|test|bench)/',
    pathNot: [`^src/${name}/`, '^src/platform/', ...uses.map((use) => `^src/${use}/(index|api)\\.ts$`)],
  },
}));

/** A package that only one place may import, so that it can be replaced there. */
const only = (name, packages, where, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: '^(src|workers)/', pathNot: [TESTS, ...where] },
  to: { path: `node_modules/(${packages})/` },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...moduleRules,
    {
      name: 'module-is-declared',
      comment: 'Every folder of src is config, platform, demo or a row of the table above.',
      severity: 'error',
      from: {},
      to: { path: '^src/[^/]+/', pathNot: `^src/(config|platform|demo|${MODULES})/` },
    },
    {
      name: 'config-is-the-root',
      comment: 'Configuration imports nothing of ours.',
      severity: 'error',
      from: { path: '^src/config/', pathNot: TESTS },
      to: { path: '^(src|workers)/', pathNot: '^src/config/' },
    },
    {
      name: 'platform-knows-no-module',
      comment: 'The platform is what modules stand on; it learns of them by what the application passes in.',
      severity: 'error',
      from: { path: '^src/platform/', pathNot: TESTS },
      to: { path: '^(src|workers|test)/', pathNot: '^src/(platform|config)/' },
    },
    {
      name: 'nothing-imports-the-app',
      comment: 'src/app.ts names every module; a module that named it back would close the circle.',
      severity: 'error',
      from: { path: '^(src|workers)/', pathNot: ['^src/main\\.ts$', '^scripts/', TESTS] },
      to: { path: '^src/(app|main)\\.ts$' },
    },
    {
      name: 'workers-load-no-graphql',
      comment: 'A worker starts without the API: it reaches domain code only.',
      severity: 'error',
      from: { path: '^workers/' },
      to: { path: `^src/.*(${GRAPHQL_FILE})`, reachable: true },
    },
    {
      name: 'workers-take-modules-by-their-index',
      comment: 'Of a module a worker sees what its index.ts offers.',
      severity: 'error',
      from: { path: '^workers/' },
      to: { path: `^src/(${MODULES})/`, pathNot: '/index\\.ts$' },
    },
    {
      name: 'demo-is-a-leaf',
      comment: 'Nothing but the API process of a development machine knows the demo.',
      severity: 'error',
      from: { path: '^(src|workers)/', pathNot: ['^src/demo/', '^src/main\\.ts$'] },
      to: { path: '^src/demo/' },
    },
    {
      name: 'no-circle',
      comment: 'Files that import each other can only be understood, tested and changed together.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-import-of-tests',
      comment: 'What runs in production does not need the tests.',
      severity: 'error',
      from: { pathNot: TESTS },
      to: { path: TESTS },
    },
    {
      name: 'no-development-dependency',
      comment: 'An image without development packages has to run.',
      severity: 'error',
      from: { path: '^(src|workers)/', pathNot: TESTS },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    only(
      'sharp-in-processing',
      'sharp',
      ['^src/media/processing/', '^src/demo/pictures/'],
      'Pixels are decoded in child processes alone.',
    ),
    only('bullmq-in-the-queue', 'bullmq', ['^src/platform/queue/'], 'Everyone else uses JobQueues.'),
    only(
      'stripe-in-its-provider',
      'stripe',
      ['^src/payments/stripe/'],
      'Everyone else uses PaymentProvider.',
    ),
    only(
      'graphql-in-graphql-files',
      'type-graphql|@apollo/server',
      [GRAPHQL_FILE, '^src/platform/graphql/', '^src/platform/http/'],
      'Domain code knows no GraphQL.',
    ),
    only(
      'ioredis-in-the-platform',
      'ioredis',
      ['^src/platform/(queue|broadcast)/'],
      'Redis is reached through the queue and the broadcast.',
    ),
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    // Type imports are arrows too.
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|coverage)/' },
  },
};
