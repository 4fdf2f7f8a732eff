import { GraphQLError, GraphQLScalarType } from 'graphql';
import { IncomingFile, type UploadedFile } from './incoming-file';

/** A file of a multipart request. In resolvers it is a promise, which is fulfilled once the file begins to arrive. */
export const Upload = new GraphQLScalarType<Promise<UploadedFile>, never>({
  name: 'Upload',
  description: 'A file, sent as https://github.com/jaydenseric/graphql-multipart-request-spec says.',
  serialize() {
    throw new GraphQLError('An Upload is only ever sent by clients.');
  },
  parseValue(value) {
    if (value instanceof IncomingFile) return value.promise;
    throw new GraphQLError('An Upload must be a file of a multipart request.');
  },
  parseLiteral(node) {
    throw new GraphQLError('An Upload must be a variable.', { nodes: node });
  },
});
