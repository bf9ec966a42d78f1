import type { Schema } from "../../openapi.ts";
import type { Field } from "./fields.ts";
import type { Section } from "./page.ts";
import { alternativesOf, propertiesOf, type SchemaContext } from "./schema.ts";

export function bodySchema(section: Section, context: SchemaContext): Schema {
  const body = bodyFieldOf(section);
  if (body) {
    context.note("body-field", `\`${body.path}\``, body.location);
    const description = body.description ? { description: body.description.text } : {};
    return { ...description, ...alternativesOf(body, [], context) };
  }
  const schema = propertiesOf(section.fields, context, section.location);
  // The shape keeps different bodies apart; identical ones share one finding.
  context.note("body-root", JSON.stringify(schema), section.location);
  return schema;
}

/** A body of alternatives is printed as one field whose bracket names them: "Card (object) or Voucher (object)". */
export function bodyFieldOf({ fields }: Section): Field | undefined {
  const [field] = fields;
  const alone = fields.length === 1 && field?.name === "body" && field.variants.length > 0;
  return alone && field.type.includes(" (") ? field : undefined;
}
