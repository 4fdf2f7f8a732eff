import { randomBytes } from 'node:crypto';
import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import { Role, systemActor } from '../platform/actor';
import { Refusal, UserErrorCode } from '../platform/errors';
import { type UnitOfWork } from '../platform/unit-of-work/unit-of-work';
import { emailSchema } from './email-address';
import { hashPassword } from './hash-password';
import { passwordSchema } from './password-policy';
import { User } from './user.entity';
import { Workspace } from './workspace.entity';
import { SLUG } from './workspace-directory';

const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));

const commandSchema = z.object({
  slug: z.string().regex(SLUG, 'A slug has 2 to 63 lower-case letters, digits and hyphens.'),
  name: z.string().trim().min(1, 'A workspace has a name.').max(200, 'A name has at most 200 characters.'),
  /** ISO 4217. */
  currencyCode: z
    .string()
    .refine((code) => CURRENCIES.has(code), 'This is no ISO 4217 currency code.')
    .default('EUR'),
  owner: z.object({
    email: emailSchema,
    /** Left out: one is made up. */
    password: passwordSchema.optional(),
  }),
});

export type CreateWorkspace = z.input<typeof commandSchema>;

export interface CreatedWorkspace {
  readonly workspaceId: string;
  readonly ownerId: string;
  /** The password that was made up, to be shown once; null where one was given. */
  readonly madeUpPassword: string | null;
}

/**
 * Creates a workspace with its owner, in one commit with an audit row for each. Refuses with INVALID what is wrong,
 * all of it at once, and with TAKEN a slug that another workspace has. Locks nothing.
 */
export async function createWorkspace(
  unitOfWork: UnitOfWork,
  command: CreateWorkspace,
): Promise<CreatedWorkspace> {
  const parsed = commandSchema.safeParse(command);
  if (!parsed.success) throw refusalOf(parsed.error);
  const { owner, ...workspace } = parsed.data;

  const password = owner.password ?? randomBytes(18).toString('base64url');
  const passwordHash = await hashPassword(password);
  const workspaceId = uuid();
  const ownerId = uuid();
  const origin = { workspaceId, actor: systemActor('workspace creation') };
  await unitOfWork.run(origin, async (tx) => {
    await tx.insert<Workspace>(Workspace, { id: workspaceId, ...workspace });
    tx.audit({
      action: 'workspace.create',
      subject: { type: 'workspace', id: workspaceId },
      after: workspace,
    });
    const user = { email: owner.email, role: Role.OWNER, emailVerified: true };
    await tx.insert<User>(User, { id: ownerId, ...user, passwordHash });
    tx.audit({ action: 'user.create', subject: { type: 'user', id: ownerId }, after: user });
  });
  return { workspaceId, ownerId, madeUpPassword: owner.password === undefined ? password : null };
}

function refusalOf(error: z.ZodError): Refusal {
  return new Refusal(
    error.issues.map(({ message, path }) => ({
      code: UserErrorCode.INVALID,
      message,
      field: path.map(String),
    })),
  );
}
