import 'reflect-metadata';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { createWorkspace, type CreateWorkspace } from '../src/accounts';
import { boot } from '../src/boot';
import { type Config, ConfigError, configFromEnvironment } from '../src/config';
import { EmbeddedPostgresError } from '../src/platform/database/embedded';
import { Refusal } from '../src/platform/errors';
import { createLog } from '../src/platform/log';

const USAGE = `Usage: npm run workspace -- create --slug <slug> --owner <e-mail> [options]

Creates a workspace with its owner, in the database that the environment names (README, "Environment").

  --slug <slug>      2 to 63 lower-case letters, digits and hyphens: what requests name it by
  --owner <e-mail>   who signs in first, with every right
  --name <name>      what people call it; the slug unless told
  --currency <code>  ISO 4217: the currency of its prices; EUR unless told
  --password-stdin   reads the owner's password from standard input; else one is made up and printed once
`;

/** Where the command reads and writes. */
interface Terminal {
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

/** Says what is wrong with how the command was called. */
class UsageError extends Error {}

/**
 * Runs `workspace create` with the arguments after the script's name, and returns the exit code: 0 done, 1 refused
 * with reasons, 2 called in a wrong way. Brings the database up to date first; what it cannot explain it throws.
 */
export async function runWorkspaceCommand(
  args: readonly string[],
  configure: () => Config,
  { stdin, stdout, stderr }: Terminal,
): Promise<number> {
  try {
    const { passwordFromStdin, ...command } = readArguments(args);
    const config = configure();
    const password = passwordFromStdin ? (await text(stdin)).replace(/\r?\n$/, '') : undefined;
    stdout.write(await create(config, { ...command, owner: { ...command.owner, password } }));
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      stderr.write(`${error.message}\n\n${USAGE}`);
      return 2;
    }
    const reasons = reasonsOf(error);
    if (!reasons) throw error;
    stderr.write(reasons);
    return 1;
  }
}

function readArguments(args: readonly string[]): CreateWorkspace & { readonly passwordFromStdin: boolean } {
  const { values, positionals } = parse(args);
  if (positionals.length !== 1 || positionals[0] !== 'create')
    throw new UsageError('Say what to do: create.');
  const { slug, owner, name, currency, 'password-stdin': passwordFromStdin = false } = values;
  if (slug === undefined || owner === undefined) throw new UsageError('--slug and --owner are needed.');
  return { slug, name: name ?? slug, currencyCode: currency, owner: { email: owner }, passwordFromStdin };
}

function parse(args: readonly string[]) {
  const string = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        slug: string,
        name: string,
        owner: string,
        currency: string,
        'password-stdin': { type: 'boolean' },
      },
      allowPositionals: true,
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

async function create(config: Config, command: CreateWorkspace): Promise<string> {
  // Standard output is for what the command says; what goes wrong underneath is for standard error.
  const platform = await boot(config, createLog({ level: 'warn', destination: process.stderr }));
  try {
    const { madeUpPassword } = await createWorkspace(platform.unitOfWork, command);
    const made = `The workspace ${command.slug} is made; its owner is ${command.owner.email}.\n`;
    return madeUpPassword === null
      ? made
      : `${made}The owner's password, which is not shown again: ${madeUpPassword}\n`;
  } finally {
    await platform.close();
  }
}

/** What went wrong, in words that whoever called can act on; null for what is a bug or an outage. */
function reasonsOf(error: unknown): string | null {
  if (error instanceof ConfigError || error instanceof EmbeddedPostgresError) return `${error.message}\n`;
  if (!(error instanceof Refusal)) return null;
  const lines = error.faults.map(({ field, message }) => `  - ${field?.join('.') ?? 'create'}: ${message}`);
  return ['The workspace is not made:', ...lines, ''].join('\n');
}

async function main(): Promise<void> {
  try {
    process.exitCode = await runWorkspaceCommand(process.argv.slice(2), configFromEnvironment, process);
  } catch (error) {
    createLog({ level: 'fatal', destination: process.stderr }).fatal({ err: error }, 'could not go on');
    process.exitCode = 1;
  }
}

if (require.main === module) void main();
