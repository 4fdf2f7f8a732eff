import { GraphQLError, GraphQLScalarType } from 'graphql';
import { IncomingFile } from './incoming-file';

/** A file of a multipart request; in resolvers an IncomingFile, as an argument and in an input alike. */
export const Upload = new GraphQLScalarType<IncomingFile, never>({
  name: 'Upload',
  description: 'A file, sent as https://github.com/jaydenseric/graphql-multipart-request-spec says.',
  serialize() {
    throw new GraphQLError('An Upload is only ever sent by clients.');
  },
  parseValue(value) {
    if (value instanceof IncomingFile) return value;
    throw new GraphQLError('An Upload must be a file of a multipart request.');
  },
  parseLiteral(node) {
    throw new GraphQLError('An Upload must be a variable.', { nodes: node });
  },
});
