import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** Who this database is to the storage that it knows the files of. There is one row, made at the first start. */
@Entity('installation')
@Unique('installation_only_one', ['onlyOne'])
@Check('installation_is_one', 'only_one')
export class Installation {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'installation_pk' })
  id!: string;

  @Column('boolean', { name: 'only_one', default: true })
  onlyOne!: boolean;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
