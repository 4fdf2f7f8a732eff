import { registerEnumType } from 'type-graphql';

export enum ChangeKind {
  CREATED = 'CREATED',
  UPDATED = 'UPDATED',
  DELETED = 'DELETED',
}

registerEnumType(ChangeKind, { name: 'ChangeKind' });
