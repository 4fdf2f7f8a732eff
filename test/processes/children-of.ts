import { readdir, readFile, readlink } from 'node:fs/promises';

/** A test that looks into /proc; left out elsewhere, and says so. */
export const onLinux: (title: string, test: () => Promise<void>) => void =
  process.platform === 'linux'
    ? it
    : (title, test) => {
        process.stderr.write(`Left out, as it looks into /proc: ${title}\n`);
        it.skip(title, test);
      };

/** The ids of the processes that a process started and that still run. */
export async function childrenOf(pid: number): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (child) => {
      // "pid (name) state parent …": the name may have spaces and brackets in it.
      const status = await readFile(`/proc/${child}/stat`, 'utf8').catch(() => '');
      const [state, parent] = status.slice(status.lastIndexOf(')') + 2).split(' ');
      return Number(parent) === pid && state !== 'Z' ? [Number(child)] : [];
    }),
  );
  return found.flat();
}

/** Whether a process reads a file, or has it mapped, whose path has this part in it. */
export async function reads(pid: number, part: string): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  const descriptors = await readdir(folder).catch(() => []);
  const paths = await Promise.all(descriptors.map((name) => readlink(`${folder}/${name}`).catch(() => '')));
  const maps = await readFile(`/proc/${pid}/maps`, 'utf8').catch(() => '');
  return [...paths, maps].some((path) => path.includes(part));
}
