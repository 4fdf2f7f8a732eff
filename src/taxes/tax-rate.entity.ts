import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import { Workspace } from '../accounts';

/** The tax on what is sent to a country. */
@Entity('tax_rate')
@ForeignKey(() => Workspace, ['workspaceId'], ['id'], { name: 'tax_rate_workspace_fk' })
@Unique('tax_rate_country', ['workspaceId', 'countryCode'])
@Check('tax_rate_country_shape', "country_code ~ '^[A-Z]{2}$'")
@Check('tax_rate_rate', 'rate BETWEEN 0 AND 100000')
export class TaxRate {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'tax_rate_pk' })
  workspaceId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'tax_rate_pk' })
  id!: string;

  /** ISO 3166-1 alpha-2. */
  @Column('text', { name: 'country_code' })
  countryCode!: string;

  /** As it stands on an invoice, e.g. VAT. */
  @Column('text')
  title!: string;

  /** Thousandths of a percent: 19000 is 19 %. */
  @Column('integer')
  rate!: number;

  /** True: prices contain it already. False: it comes on top of them. */
  @Column('boolean')
  included!: boolean;

  @Column('integer', { default: 1 })
  version!: number;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
