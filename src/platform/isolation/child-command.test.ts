import { childCommand } from './child-command';

const limits = { memoryBytes: 512 * 1024 * 1024, cpuSeconds: 1.5, maxOldSpaceMb: 96 };

test('a compiled module runs under limits that the shell sets before it becomes Node', () => {
  expect(childCommand('/srv/child.js', limits)).toEqual({
    file: '/bin/sh',
    args: [
      '-c',
      'ulimit -c 0 && ulimit -d 524288 && ulimit -S -t 3 && ulimit -H -t 8 && exec "$0" "$@"',
      process.execPath,
      '--max-old-space-size=96',
      '/srv/child.js',
    ],
  });
});

test('a TypeScript module is compiled while it loads', () => {
  expect(childCommand('/srv/child.ts', limits).args.slice(3)).toEqual([
    '--max-old-space-size=96',
    '-r',
    'esbuild-register',
    '/srv/child.ts',
  ]);
});
