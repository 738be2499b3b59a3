/** One's own résumés: uploaded, read, and corrected where they were misread. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Empty, Loaded, Select, Skeleton } from "@/parts";
import { useFormat, useWords } from "@/words";
import { ResumeFacts } from "../resumes/ResumeFacts";
import { POLL_MS, shown } from "../resumes/resumes";
import { Upload } from "../resumes/Upload";
import { ownResumes } from "./me";
import styles from "./me.module.css";

export function OwnResume() {
  const { me: words } = useWords();
  const format = useFormat();
  const [chosen, setChosen] = useState("");
  const query = useQuery({ queryKey: ["me", "resumes"], queryFn: ownResumes });
  return (
    <Loaded query={query} waiting={<Skeleton lines={3} height="12rem" />}>
      {({ items }) => {
        const id = items.find(({ resume_id }) => resume_id === chosen)?.resume_id ?? items[0]?.resume_id;
        return (
          <div className="stack">
            {items.length === 0 && <Empty title={words.empty} icon="me"><p>{words.emptyHint}</p></Empty>}
            {items.length > 1 && id && (
              <div className={styles.which}>
                <Select label={words.which} value={id} onChange={(event) => setChosen(event.target.value)}
                  options={items.map((one) => [one.resume_id, `${one.filename} · ${format.date(one.created_at)}`] as const)} />
              </div>
            )}
            {id && <One key={id} id={id} />}
            <Upload label={items.length === 0 ? words.upload : words.another} onDone={([first]) => first && setChosen(first.resume_id)} />
          </div>
        );
      }}
    </Loaded>
  );
}

function One({ id }: { id: string }) {
  const { resumes: words } = useWords();
  const query = useQuery({
    queryKey: ["resumes", id],
    queryFn: () => shown(id),
    refetchInterval: ({ state }) => (state.data?.status === "processing" ? POLL_MS : false),
  });
  return (
    <Loaded query={query} waiting={<Skeleton lines={3} height="12rem" />}>
      {(resume) => (
        <>
          {resume.status === "processing" && <p className="card" role="status">{words.processing}</p>}
          {resume.status === "failed" && <p className="card" role="status">{resume.failure?.detail} {words.failedHint}</p>}
          {resume.status === "ready" && <ResumeFacts resume={resume} />}
        </>
      )}
    </Loaded>
  );
}
