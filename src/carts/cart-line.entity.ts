import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import { Cart } from './cart.entity';

/** So many pieces of a variant in a cart; lines are in the order in which they were added, which is that of their ids. */
@Entity('cart_line')
@ForeignKey(() => Cart, ['workspaceId', 'cartId'], ['workspaceId', 'id'], {
  name: 'cart_line_cart_fk',
  onDelete: 'CASCADE',
})
@Unique('cart_line_variant', ['workspaceId', 'cartId', 'variantId'])
@Check('cart_line_quantity', 'quantity BETWEEN 1 AND 9999')
export class CartLine {
  @PrimaryColumn('uuid', { name: 'workspace_id', primaryKeyConstraintName: 'cart_line_pk' })
  workspaceId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'cart_line_pk' })
  id!: string;

  @Column('uuid', { name: 'cart_id' })
  cartId!: string;

  /** It may be gone by now. */
  @Column('uuid', { name: 'variant_id' })
  variantId!: string;

  @Column('integer')
  quantity!: number;
}
