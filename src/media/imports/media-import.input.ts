import { Field, InputType } from 'type-graphql';
import { DuplicateMode } from '../intake/duplicate-mode';

@InputType()
export class MediaImportInput {
  @Field(() => String, {
    description: 'A http or https URL, without credentials, of at most 2,000 characters.',
  })
  source!: string;

  @Field(() => String, {
    nullable: true,
    description:
      "Default: what the server calls it (Content-Disposition), else the last part of the URL's path; made safe either way.",
  })
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
