import { Field, InputType, registerEnumType } from 'type-graphql';
import { type IncomingFile } from '../../platform/graphql/uploads/incoming-file';
import { Upload } from '../../platform/graphql/uploads/upload.scalar';
import { DuplicateMode } from './duplicate-mode';

registerEnumType(DuplicateMode, {
  name: 'DuplicateMode',
  description: 'What becomes of a file whose bytes the library has already.',
  valuesConfig: {
    REUSE: {
      description:
        'Hand back the library item that has these bytes already, as it is (default): the oldest where there are ' +
        'several, restored where it was deleted, processed again where it had failed.',
    },
    COPY: {
      description:
        'A second library item over the same stored bytes; nothing is stored again, or processed unless it had failed.',
    },
  },
});

@InputType()
export class MediaUploadInput {
  @Field(() => Upload)
  file!: IncomingFile;

  @Field(() => String, { nullable: true, description: "Default: the file's own; made safe either way." })
  filename?: string | null;

  @Field(() => String, { nullable: true })
  alt?: string | null;

  @Field(() => String, { nullable: true })
  description?: string | null;

  @Field(() => [String], { nullable: true })
  tags?: string[] | null;

  @Field(() => String, { nullable: true, description: "Parts between slashes; default: the library's root." })
  folder?: string | null;

  @Field(() => DuplicateMode, { nullable: true })
  onDuplicate?: DuplicateMode | null;
}
