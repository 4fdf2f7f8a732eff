let armed: ReadonlySet<string> = new Set();

/** Arms the places, by name, at which this process shall die: the tests of crashes do, nothing else. */
export function armFailpoints(names: readonly string[]): void {
  armed = new Set(names);
}

/** Ends this process like a power cut where the place of that name is armed; else it does nothing. */
export function failpoint(name: string): void {
  if (armed.has(name)) process.kill(process.pid, 'SIGKILL');
}
