/** Files on their way to the server: three at once, each with a state of its own; scans are followed until they are read. */
import { ApiProblem, type Shape } from "@shortlist/client";
import { answer, api } from "@/app/api";

export type FileState =
  | { kind: "chosen" }
  | { kind: "uploading"; share: number }
  | { kind: "reading" }
  | { kind: "background"; resumeId: string }
  | { kind: "done"; resumeId: string; name: string | null }
  | { kind: "failed"; error: unknown };

export interface TakenFile {
  key: number;
  file: File;
  state: FileState;
}

const AT_ONCE = 3;
const LOOKS_AGAIN_MS = 1500;

let lastKey = 0;

/** One list of files; it goes on while its screen is left. */
export class Intake {
  private files: readonly TakenFile[] = [];
  private readonly listeners = new Set<() => void>();

  readonly subscribe = (call: () => void) => {
    this.listeners.add(call);
    return () => this.listeners.delete(call);
  };

  readonly snapshot = () => this.files;

  /** Takes files; the same file chosen twice is there once. */
  add(given: readonly File[]): void {
    const fresh = given.filter((file) => !this.files.some((one) => isSame(one.file, file)));
    this.change([...this.files, ...fresh.map<TakenFile>((file) => ({ key: ++lastKey, file, state: { kind: "chosen" } }))]);
  }

  remove(key: number): void {
    this.change(this.files.filter((one) => one.key !== key));
  }

  clear(): void {
    this.change([]);
  }

  /** Sends what is chosen or failed and answers when each was read, refused, or taken to be read in the background. */
  async send(only?: number): Promise<void> {
    const wanted = this.files.filter(({ key, state }) =>
      (only === undefined || key === only) && (state.kind === "chosen" || state.kind === "failed"));
    const next = wanted.values();
    await Promise.all(Array.from({ length: AT_ONCE }, async () => {
      for (const one of next) await this.sendOne(one);
    }));
  }

  private async sendOne({ key, file }: TakenFile): Promise<void> {
    const form = new FormData();
    form.append("file", file);
    this.put(key, { kind: "uploading", share: 0 });
    const onProgress = (share: number) => this.put(key, share < 1 ? { kind: "uploading", share } : { kind: "reading" });
    try {
      const resume = await api.upload<Shape<"ResumeOut">>("/api/v1/resumes/upload", form, { onProgress });
      if (resume.status === "processing") {
        this.put(key, { kind: "background", resumeId: resume.resume_id });
        void this.follow(key, resume.resume_id);
      } else this.put(key, settled(resume));
    } catch (error) {
      this.put(key, { kind: "failed", error });
    }
  }

  private async follow(key: number, id: string): Promise<void> {
    while (this.files.some((one) => one.key === key)) {
      await new Promise((resolve) => setTimeout(resolve, LOOKS_AGAIN_MS));
      try {
        const resume = (await answer(api.GET("/api/v1/resumes/{resume_id}", { params: { path: { resume_id: id } } }))) as Shape<"ResumeOut">;
        if (resume.status !== "processing") return this.put(key, settled(resume));
      } catch (error) {
        // A server that is away for a moment goes on reading when it is back.
        if (!(error instanceof ApiProblem) || (error.status > 0 && error.status < 500)) return this.put(key, { kind: "failed", error });
      }
    }
  }

  private put(key: number, state: FileState): void {
    this.change(this.files.map((one) => (one.key === key ? { ...one, state } : one)));
  }

  private change(files: readonly TakenFile[]): void {
    this.files = files;
    for (const call of this.listeners) call();
  }
}

const isSame = (one: File, other: File) =>
  one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;

function settled(resume: Shape<"ResumeOut">): FileState {
  if (resume.status === "failed") {
    const { code, detail } = resume.failure ?? { code: "damaged", detail: "" };
    return { kind: "failed", error: new ApiProblem(422, code, detail) };
  }
  return { kind: "done", resumeId: resume.resume_id, name: resume.name ?? null };
}

/** Résumés of the list that can be ranked now. */
export const readOf = (files: readonly TakenFile[]) =>
  files.flatMap(({ state }) => (state.kind === "done" ? [state.resumeId] : []));

/** Résumés of the list that are read or will be. */
export const comingOf = (files: readonly TakenFile[]) =>
  files.flatMap(({ state }) => (state.kind === "done" || state.kind === "background" ? [state.resumeId] : []));

export const isOnItsWay = ({ state }: TakenFile) => state.kind === "uploading" || state.kind === "reading";
