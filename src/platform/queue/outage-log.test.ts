import { pino } from 'pino';
import { OutageLog } from './outage-log';

function captured() {
  const lines: { level: number; msg: string; keptQuiet?: number }[] = [];
  const log = pino({}, { write: (line: string) => lines.push(JSON.parse(line) as (typeof lines)[number]) });
  return { lines, outage: new OutageLog(log, 'the queue') };
}

const refused = () => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

test('an outage is logged once when it begins and once when it ends', () => {
  const { lines, outage } = captured();
  for (let number = 0; number < 100; number += 1) outage.failed(refused());
  outage.recovered();
  outage.recovered();
  expect(lines.map(({ level, msg }) => [level, msg])).toEqual([
    [40, 'the queue fails'],
    [30, 'the queue works again'],
  ]);
});

test('the next outage is logged again, and so is another kind of error', () => {
  const { lines, outage } = captured();
  outage.failed(refused());
  outage.failed(new TypeError('odd'));
  outage.recovered();
  outage.failed(refused());
  expect(lines.map(({ level }) => level)).toEqual([40, 40, 30, 40]);
});

test('an outage that goes on is mentioned once a minute, with the number of errors kept quiet', () => {
  jest.useFakeTimers();
  try {
    const { lines, outage } = captured();
    for (let second = 0; second <= 60; second += 1) {
      outage.failed(refused());
      jest.advanceTimersByTime(1_000);
    }
    expect(lines.map(({ keptQuiet }) => keptQuiet)).toEqual([0, 59]);
  } finally {
    jest.useRealTimers();
  }
});

test('what works is not mentioned', () => {
  const { lines, outage } = captured();
  outage.recovered();
  expect(lines).toEqual([]);
});
