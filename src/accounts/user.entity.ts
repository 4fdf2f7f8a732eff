import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Role } from '../platform/actor';
import { Workspace } from './workspace.entity';

/** Someone who belongs to a workspace: its staff and its customers alike. */
@Entity('users')
@ForeignKey(() => Workspace, ['workspaceId'], ['id'], { name: 'users_workspace_fk' })
@Check('users_role', "role IN ('OWNER', 'ADMIN', 'EDITOR', 'CUSTOMER')")
// Over lower(email), which TypeORM cannot express.
@Index('users_email_unique', { synchronize: false })
export class User {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'users_pk' })
  workspaceId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'users_pk' })
  id!: string;

  /** As its owner writes it; unique in the workspace without regard to case. */
  @Column('text', { nullable: true })
  email!: string | null;

  @Column('text', { nullable: true })
  username!: string | null;

  @Column('text', { name: 'first_name', nullable: true })
  firstName!: string | null;

  @Column('text', { name: 'last_name', nullable: true })
  lastName!: string | null;

  @Column('text')
  role!: Role;

  /** An argon2id string of the PHC format; null: cannot sign in by a password. */
  @Column('text', { name: 'password_hash', nullable: true })
  passwordHash!: string | null;

  @Column('boolean', { name: 'email_verified', default: false })
  emailVerified!: boolean;

  @Column('text', { nullable: true })
  phone!: string | null;

  /** ISO 4217. */
  @Column('text', { name: 'preferred_currency', nullable: true })
  preferredCurrency!: string | null;

  /** BCP 47. */
  @Column('text', { name: 'preferred_language', nullable: true })
  preferredLanguage!: string | null;

  @Column('boolean', { name: 'newsletter_subscribed', default: false })
  newsletterSubscribed!: boolean;

  @Column('integer', { default: 1 })
  version!: number;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}
