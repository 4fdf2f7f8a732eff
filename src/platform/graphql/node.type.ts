import 'reflect-metadata';
import { Field, ID, InterfaceType } from 'type-graphql';

// Not every type that was ever declared belongs to the schema: only those that the modules of an application lead to.
@InterfaceType({ description: 'Whatever has an id of its own.', autoRegisterImplementations: false })
export abstract class Node {
  @Field(() => ID)
  id!: string;
}
