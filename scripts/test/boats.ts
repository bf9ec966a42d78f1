/** A document of an API that needs no correction. */
export const boats = `openapi: 3.0.3
info: { title: Boat API, version: 1.10 }
servers: [{ url: https://boats.example/v2/ }]
security: [{ boat_key: [] }]
paths:
  /boats:
    get:
      summary: List the boats
      parameters: [{ name: since, in: query, schema: { type: string, format: date-time } }]
      responses:
        "200": { description: All of them., content: { application/json: { schema: { type: array, items: { $ref: "#/components/schemas/Boat" } } } } }
        "401": { description: The key is wrong. }
    post:
      summary: Add a boat
      requestBody: { required: true, content: { application/json: { schema: { $ref: "#/components/schemas/Boat" } } } }
      responses:
        "201": { description: Added., content: { application/json: { schema: { $ref: "#/components/schemas/Boat" } } } }
        "401": { description: The key is wrong. }
components:
  securitySchemes: { boat_key: { type: apiKey, in: header, name: X-Boat-Key } }
  schemas:
    Boat: { type: object, required: [name], properties: { id: { type: string, readOnly: true }, name: { type: string }, built: { type: string, format: date } } }
`;
