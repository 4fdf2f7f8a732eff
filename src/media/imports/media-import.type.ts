import { Field, Float, ObjectType, registerEnumType } from 'type-graphql';
import { Node } from '../../platform/graphql/node.type';
import { ImportStatus } from './import-status';

registerEnumType(ImportStatus, {
  name: 'MediaImportStatus',
  description: 'How far an import is.',
  valuesConfig: {
    PENDING: { description: 'It waits, at first or for another try.' },
    RUNNING: { description: 'It is being fetched.' },
    COMPLETED: { description: 'It is in the library, where its processing goes on.' },
    FAILED: { description: 'It ended without one; `error` says why.' },
  },
});

@ObjectType({
  implements: Node,
  description:
    'Bytes on their way into the library from a URL. For staff; kept for 30 days after it ended, the media for good.',
})
export class MediaImport extends Node {
  @Field(() => String, { description: 'As it was given.' })
  source!: string;

  @Field(() => ImportStatus)
  status!: ImportStatus;

  @Field(() => Float, {
    description: 'Fetched so far, 0 to 1; stays 0 until the end where the server announces no size.',
  })
  progress!: number;

  @Field(() => Boolean, {
    nullable: true,
    description: 'The bytes were in the library already; null until COMPLETED.',
  })
  deduplicated!: boolean | null;
}
