/** Résumés and an ad come in; out goes the ranking of the one for the other. */
import type { Shape } from "@shortlist/client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState, type FormEvent } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { answer, api } from "@/app/api";
import { Button, FileDrop, Page, Problem, RESUME_TYPES } from "@/parts";
import { useFormat, useWords } from "@/words";
import { AdChoice, isAdGiven, NO_AD, type Ad } from "./AdChoice";
import { NOTHING_ASKED, writeAsked } from "./asked";
import { FileList } from "./FileList";
import { comingOf, isOnItsWay } from "./intake";
import { useIntake } from "./useIntake";
import styles from "./rank.module.css";

export default function RankScreen() {
  const { rank: words } = useWords();
  const format = useFormat();
  const go = useNavigate();
  const client = useQueryClient();
  const [params] = useSearchParams();
  const { intake, files } = useIntake();
  const [ad, setAd] = useState<Ad>(() => ({ ...NO_AD, ...(params.get("job") ? { from: "stored", jobId: params.get("job") ?? "" } : {}) }));
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<{ of: "ad" | "people"; said?: string; error?: unknown } | null>(null);
  const people = useRef<HTMLElement>(null);
  const adCard = useRef<HTMLElement>(null);
  const made = useRef<{ ad: Ad; job: Shape<"JobOut"> } | null>(null);
  const stored = useQuery({
    queryKey: ["resumes", { limit: 1 }],
    queryFn: () => answer(api.GET("/api/v1/resumes", { params: { query: { limit: 1 } } })),
  });
  const storedCount = stored.data?.total ?? 0;

  // Files of a ranking that is over make room; those that failed or are under way stay.
  useEffect(() => {
    for (const { key, state } of intake.snapshot()) if (state.kind === "done") intake.remove(key);
  }, [intake]);

  const complain = (of: "ad" | "people", said: string) => {
    setProblem({ of, said });
    (of === "ad" ? adCard : people).current?.querySelector<HTMLElement>("textarea, input, select")?.focus();
  };

  const start = async (givenAd: Ad = ad) => {
    const isWithFiles = intake.snapshot().length > 0;
    if (!isWithFiles && !storedCount) return complain("people", words.needPeople);
    if (!isAdGiven(givenAd)) return complain("ad", words.needAd);
    setProblem(null);
    setIsBusy(true);
    try {
      const [job] = await Promise.all([posted(givenAd), intake.send()]);
      if (!job.title && !job.skills.length) {
        made.current = null;
        if (givenAd.from !== "stored") takeBack(job.job_id);
        return complain("ad", words.adTooShort);
      }
      void client.invalidateQueries({ queryKey: ["jobs"] });
      void client.invalidateQueries({ queryKey: ["resumes"] });
      const of = comingOf(intake.snapshot());
      if (isWithFiles && of.length === 0) return setProblem({ of: "people", said: words.noneRead });
      await go({ pathname: `/rank/${job.job_id}`, search: writeAsked({ ...NOTHING_ASKED, of: isWithFiles ? of : null }).toString() });
    } catch (error) {
      setProblem({ of: "ad", error });
    } finally {
      setIsBusy(false);
    }
  };

  // Who starts again because of a file does not get the same job twice.
  const posted = async (given: Ad) => {
    if (!made.current || !isSameAd(made.current.ad, given)) made.current = { ad: given, job: await jobOf(given) };
    return made.current.job;
  };

  const trySample = async () => {
    setIsBusy(true);
    const { sampleAd, sampleFiles } = await import("./sample");
    const given: Ad = { ...NO_AD, text: sampleAd };
    setAd(given);
    intake.clear();
    intake.add(sampleFiles());
    await start(given);
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    void start();
  };
  const isSending = isBusy || files.some(isOnItsWay);

  return (
    <Page title={words.title} lead={words.lead}
      actions={<Button icon="me" disabled={isSending} title={words.sampleHint} onClick={() => void trySample()}>{words.sample}</Button>}>
      <form onSubmit={submit} className={styles.start}>
        <section ref={people} className={`card ${styles.half}`} aria-labelledby="rank-people">
          <header className={styles.head}>
            <h2 id="rank-people">{words.people}</h2>
            {files.length > 0 && <span className="soft small tabular">{words.chosen(format.number(files.length))}</span>}
          </header>
          <FileDrop label={words.peopleDrop} hint={words.peopleHint} accept={RESUME_TYPES} isMany isDisabled={isBusy} onFiles={(given) => {
            intake.add(given);
            setProblem((now) => (now?.of === "people" ? null : now));
          }} />
          {files.length > 0 && <FileList files={files} onRemove={(key) => intake.remove(key)} onAgain={(key) => void intake.send(key)} />}
          {files.length > 1 && !isSending && (
            <div><Button kind="quiet" size="s" icon="trash" onClick={() => intake.clear()}>{words.removeAll}</Button></div>
          )}
          {files.length === 0 && storedCount > 0 && <p className="soft small">{words.storedOnly(format.number(storedCount))}</p>}
          {problem?.of === "people" && <p className={styles.complaint} role="alert">{problem.said}</p>}
        </section>
        <section ref={adCard} className={`card ${styles.half}`} aria-labelledby="rank-ad">
          <h2 id="rank-ad">{words.ad}</h2>
          <AdChoice ad={ad} error={problem?.of === "ad" ? problem.said : undefined} onChange={(next) => {
            setAd(next);
            setProblem((now) => (now?.of === "ad" ? null : now));
          }} />
          {problem?.error !== undefined && <Problem error={problem.error} />}
        </section>
        <div className={styles.go}>
          <Button kind="primary" type="submit" icon="rank" isBusy={isSending} className={styles.button ?? ""}>
            {isSending ? words.working : words.start}
          </Button>
        </div>
      </form>
    </Page>
  );
}

/** The job of an ad. */
async function jobOf({ from, text, file, jobId }: Ad): Promise<Shape<"JobOut">> {
  if (from === "stored") return (await answer(api.GET("/api/v1/jobs/{job_id}", { params: { path: { job_id: jobId } } }))) as Shape<"JobOut">;
  if (from === "text") return (await answer(api.POST("/uploadJD", { body: { text } as Shape<"JobText"> }))) as Shape<"JobOut">;
  const form = new FormData();
  if (file) form.append("file", file);
  return api.upload<Shape<"JobOut">>("/uploadJD", form);
}

const isSameAd = (one: Ad, other: Ad) => one.from === other.from && one[FIELD[one.from]] === other[FIELD[one.from]];
const FIELD = { text: "text", file: "file", stored: "jobId" } as const;

/** A job that nothing can be compared with goes again; it can be restored for some time. */
function takeBack(id: string): void {
  api.DELETE("/api/v1/jobs/{job_id}", { params: { path: { job_id: id } } }).catch(() => undefined);
}
