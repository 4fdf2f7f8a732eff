import { Form, type FormOptions } from '../form/form';
import { LAMPS } from './forms-light';
import { TABLEWARE } from './forms-tableware';
import { VASES } from './forms-vases';

const FORMS = { ...VASES, ...TABLEWARE, ...LAMPS } satisfies Record<string, FormOptions>;

export type FormName = keyof typeof FORMS;

const made = new Map<FormName, Form>();

/** The form of that name; made once and shared, as its tables take a while. */
export function formOf(name: FormName): Form {
  const known = made.get(name);
  if (known) return known;
  const form = new Form(FORMS[name]);
  made.set(name, form);
  return form;
}
