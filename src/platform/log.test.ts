import { createLog } from './log';

function logged(write: (log: ReturnType<typeof createLog>) => void): Record<string, unknown> {
  const lines: string[] = [];
  write(createLog({ level: 'info', destination: { write: (line) => void lines.push(line) } }));
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? '') as Record<string, unknown>;
}

test('secrets are not written, where they stand or one level down', () => {
  const line = logged((log) => {
    log.info(
      { token: 'abc', headers: { authorization: 'Bearer abc' }, input: { password: 'abc' }, name: 'kept' },
      'x',
    );
  });
  expect(line).toMatchObject({
    token: '[redacted]',
    headers: { authorization: '[redacted]' },
    input: { password: '[redacted]' },
    name: 'kept',
  });
  expect(JSON.stringify(line)).not.toContain('abc');
});

test('an error is written with its cause and without what a driver hung on it', () => {
  const cause = Object.assign(new Error('deadlock'), { code: '40P01', parameters: ['a@example.com'] });
  const error = Object.assign(new Error('failed', { cause }), {
    query: 'INSERT',
    parameters: ['a@example.com'],
  });
  const line = logged((log) => log.error({ err: error }, 'x'));
  expect(line['err']).toMatchObject({
    type: 'Error',
    message: 'failed',
    stack: expect.stringContaining('log.test') as string,
    cause: { type: 'Error', message: 'deadlock', code: '40P01' },
  });
  expect(JSON.stringify(line)).not.toContain('a@example.com');
});

test('causes that go in a circle end', () => {
  const error = new Error('round');
  error.cause = error;
  expect(
    JSON.stringify(logged((log) => log.error({ err: error }, 'x'))).match(/round/g)?.length,
  ).toBeLessThan(30);
});

test('what is thrown and is no error is not written', () => {
  expect(logged((log) => log.error({ err: { password: 'abc' } }, 'x'))['err']).toEqual({
    type: 'object',
    message: 'Something that is no Error was thrown.',
  });
});
