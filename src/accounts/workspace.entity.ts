import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** A tenant: everything else belongs to exactly one. Its own id stands where other tables have workspace_id. */
@Entity('workspace')
@Unique('workspace_slug_unique', ['slug'])
@Check('workspace_slug_shape', "slug ~ '^[a-z0-9-]{2,63}$'")
@Check('workspace_currency_shape', "currency_code ~ '^[A-Z]{3}$'")
export class Workspace {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'workspace_pk' })
  id!: string;

  /** What requests name it by. */
  @Column('text')
  slug!: string;

  @Column('text')
  name!: string;

  /** ISO 4217: the currency of all its prices. */
  @Column('text', { name: 'currency_code' })
  currencyCode!: string;

  @Column('integer', { default: 1 })
  version!: number;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
