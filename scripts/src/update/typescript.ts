import ts from "typescript";
import { generateResources } from "../codegen/resources.ts";
import { writeTypes } from "../codegen/types.ts";
import { createHost } from "../compile.ts";
import type { Model } from "../model/model.ts";
import type { Direction, Impact } from "./change.ts";

/** Where a difference is in the types of a version: names of properties from an exported type on; `[]` for an item, `*` for any other field. */
export type TypePath = readonly [exported: string, ...properties: string[]];

/** What two versions of an API mean for a program, by the word of the compiler. */
export class TypeScriptComparison {
  readonly #was: Declarations;
  readonly #is: Declarations;
  /** The same as they are received, where an enum may have any other value too. */
  readonly #wasReceived: Declarations;
  readonly #isReceived: Declarations;
  readonly #checker: ts.TypeChecker;

  constructor(before: Model, after: Model) {
    const texts = new Map([
      ["/core/runtime.ts", runtime],
      ...declarationsOf("was", before),
      ...declarationsOf("is", after),
    ]);
    const options: ts.CompilerOptions = {
      strict: true,
      target: ts.ScriptTarget.ES2022,
      lib: ["lib.es2022.d.ts", "lib.dom.d.ts"],
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      allowImportingTsExtensions: true,
      noEmit: true,
      types: [],
    };
    const host = createHost("/", options, texts, new Map(), libraries);
    const program = ts.createProgram([...texts.keys()], options, host);
    this.#checker = program.getTypeChecker();
    this.#was = new Declarations(program, this.#checker, "was");
    this.#is = new Declarations(program, this.#checker, "is");
    this.#wasReceived = new Declarations(program, this.#checker, "was/received");
    this.#isReceived = new Declarations(program, this.#checker, "is/received");
  }

  /**
   * What becomes of a program that uses what is at these places: what it sends must fit into what is taken now, and what it receives
   * must be what it was made for. `patch` where no program could notice.
   */
  rate(was: TypePath | undefined, is: TypePath | undefined, directions: ReadonlySet<Direction>): Impact {
    const before = was && this.#was.find(was);
    const after = is && this.#is.find(is);
    if (!before && !after) return "patch";
    if (!before) return directions.has("sent") && !after?.isOptional ? "major" : "minor";
    if (!after) return "major";
    const fits = (from: Place, to: Place) =>
      this.#checker.isTypeAssignableTo(from.type, to.type) && (to.isOptional || !from.isOptional);
    const received: [Place, Place] = [
      this.#wasReceived.find(was as TypePath) ?? before,
      this.#isReceived.find(is as TypePath) ?? after,
    ];
    if (directions.has("sent") && !fits(before, after)) return "major";
    if (directions.has("received") && !fits(received[1], received[0])) return "major";
    const pairs = [
      ...(directions.has("received") ? [received] : []),
      ...(directions.has("sent") || directions.size === 0 ? [[before, after] as const] : []),
    ];
    return pairs.every(([old, now]) => fits(old, now) && fits(now, old)) ? "patch" : "minor";
  }

  /** Whether every call of a method of the SDK, and what is done with its result, still compiles. */
  stillCompiles(was: string, is: string): boolean {
    const before = this.#was.method(was);
    const after = this.#is.method(is);
    if (!before || !after) return false;
    const taken = after.getParameters();
    const given = before.getParameters();
    const typeOf = (parameter: ts.Symbol) => this.#checker.getTypeOfSymbol(parameter);
    const isOptional = ({ valueDeclaration }: ts.Symbol) =>
      valueDeclaration !== undefined &&
      ts.isParameter(valueDeclaration) &&
      valueDeclaration.questionToken !== undefined;
    return (
      given.length <= taken.length &&
      taken.every((parameter, index) => {
        const old = given[index];
        if (!old) return isOptional(parameter);
        return (
          this.#checker.isTypeAssignableTo(typeOf(old), typeOf(parameter)) &&
          (isOptional(parameter) || !isOptional(old))
        );
      }) &&
      this.#checker.isTypeAssignableTo(
        this.#isReceived.method(is)?.getReturnType() ?? after.getReturnType(),
        this.#wasReceived.method(was)?.getReturnType() ?? before.getReturnType(),
      )
    );
  }

  /** Whether two exported types have the same shape. */
  isSame(was: string, is: string): boolean {
    const before = this.#was.find([was]);
    const after = this.#is.find([is]);
    if (!before || !after) return false;
    return (
      this.#checker.isTypeAssignableTo(before.type, after.type) &&
      this.#checker.isTypeAssignableTo(after.type, before.type)
    );
  }
}

/**
 * What generated code knows of the SDK's core, as far as types go: all of it is received. A program that was given no body does nothing
 * with it, so whatever comes in its place fits.
 */
const runtime = `export interface CallOptions { signal?: AbortSignal; timeoutMs?: number }
export type Call<Data, Result> = Received<Data> & { readonly result: Result };
export type PagedCall<Data, Item, Result> = Call<Data, Result> & { readonly item: Item };
export type FailureStatus = number & { readonly __failure?: true };
export type Ok<Status, Data> = Received<Data> & { readonly ok: true; readonly status: Status };
export interface Failed<Status, Body> { readonly ok: false; readonly status: Status; readonly error: Body }
type Received<Data> = [Data] extends [undefined] ? object : { readonly data: Data };
`;

const libraries = new Map<string, ts.SourceFile | undefined>();

function declarationsOf(version: string, model: Model): [string, string][] {
  const types = writeTypes(model, "");
  const { resources } = generateResources(model, types, "");
  const texts: [string, string][] = [
    ["schema.ts", types.text],
    ["resources.ts", resources.replace(/"@booking-apis\/[^"]*"/, '"./schema.ts"')],
  ];
  return texts.flatMap(([name, text]) => {
    const at = (path: string) => text.replace(/"[^"]*\/core\/runtime\.ts"/, `"${path}core/runtime.ts"`);
    return [
      [`/${version}/${name}`, at("../")],
      [
        `/${version}/received/${name}`,
        at("../../").replaceAll(/\{\s*readonly __unlisted: true;?\s*\}/g, "{}"),
      ],
    ];
  });
}

interface Place {
  type: ts.Type;
  isOptional: boolean;
}

/** The exported types of one version. */
class Declarations {
  readonly #checker: ts.TypeChecker;
  readonly #exports = new Map<string, ts.Symbol>();

  constructor(program: ts.Program, checker: ts.TypeChecker, version: string) {
    this.#checker = checker;
    for (const name of ["schema", "resources"]) {
      const file = program.getSourceFile(`/${version}/${name}.ts`);
      const module = file && checker.getSymbolAtLocation(file);
      for (const symbol of module ? checker.getExportsOfModule(module) : [])
        this.#exports.set(symbol.name, symbol);
    }
  }

  find([exported, ...properties]: TypePath): Place | undefined {
    const symbol = this.#exports.get(exported);
    if (!symbol) return undefined;
    return properties.reduce<Place | undefined>((place, name) => place && this.#step(place.type, name), {
      type: this.#checker.getDeclaredTypeOfSymbol(symbol),
      isOptional: false,
    });
  }

  method(fullName: string): ts.Signature | undefined {
    const place = this.find(["Resources", ...fullName.split(".")]);
    return place && this.#checker.getSignaturesOfType(place.type, ts.SignatureKind.Call)[0];
  }

  /** What a property of a type is; of a union, that of the first part that has it. */
  #step(holder: ts.Type, name: string): Place | undefined {
    const type = this.#checker.getNonNullableType(holder);
    for (const part of type.isUnion() ? [type, ...type.types] : [type]) {
      if (name === "[]" || name === "*") {
        const kind = name === "[]" ? ts.IndexKind.Number : ts.IndexKind.String;
        const item = this.#checker.getIndexTypeOfType(part, kind);
        if (item) return { type: item, isOptional: false };
        continue;
      }
      const property = this.#checker.getPropertyOfType(part, name);
      if (!property) continue;
      const isOptional = (property.flags & ts.SymbolFlags.Optional) !== 0;
      return { type: this.#checker.getTypeOfSymbol(property), isOptional };
    }
    return undefined;
  }
}
