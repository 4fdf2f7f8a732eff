import { execFile } from 'node:child_process';

/** The system user that programs run as; undefined for our own. */
export interface ServerUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/**
 * The environment of everything started here. Ours is not passed on: PGDATA, PGPORT, LANG and their like would
 * change what the programs do.
 */
export const PROGRAM_ENVIRONMENT = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C',
};

/** Spawn options that switch to `user`, and to no one where it is undefined. */
export function asUser(user: ServerUser | undefined): { uid?: number; gid?: number } {
  return user ? { uid: user.uid, gid: user.gid } : {};
}

export interface ProgramResult {
  readonly ok: boolean;
  /** What it printed, or why it could not be started. */
  readonly output: string;
}

/** Runs a program to its end, in `/` and as `user`. Never rejects: a failure is part of the answer. */
export function runProgram(
  path: string,
  args: readonly string[],
  user: ServerUser | undefined,
): Promise<ProgramResult> {
  return new Promise((resolve) => {
    execFile(path, args, { cwd: '/', env: PROGRAM_ENVIRONMENT, ...asUser(user) }, (error, stdout, stderr) => {
      const printed = `${stdout}${stderr}`.trim();
      resolve({ ok: error === null, output: printed || (error?.message ?? '') });
    });
  });
}
