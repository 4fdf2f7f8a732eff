import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Workspace } from '../accounts';

/** The number of a workspace's last order. */
@Entity('order_counter')
@ForeignKey(() => Workspace, ['workspaceId'], ['id'], { name: 'order_counter_workspace_fk' })
export class OrderCounter {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'order_counter_pk' })
  workspaceId!: string;

  @Column('bigint')
  last!: number;
}
