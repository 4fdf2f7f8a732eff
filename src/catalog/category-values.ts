import { type Values } from '../platform/unit-of-work/transaction';
import { type CategoryInput } from './category-input';
import { type Category } from './category.entity';
import { given, InputFaults } from '../platform/input-faults';
import { pageValues } from './page-values';

const MAX_POSITION = 1_000_000;

/** The columns that an input sets, checked. Throws one Refusal with every fault; as `productValues` in all else. */
export function categoryValues(input: CategoryInput): Values<Category> {
  const faults = new InputFaults();
  const { parentId, position } = input;
  if (position === null || (position !== undefined && (position < 0 || position > MAX_POSITION))) {
    faults.add('position', `A position is a number from 0 to ${MAX_POSITION}.`);
  }
  const values = { ...pageValues('category', input, faults), parentId, position };
  faults.refuse();
  return given(values) as Values<Category>;
}
