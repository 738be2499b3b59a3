import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { answer, api } from "@/app/api";
import { saveFile } from "@/app/saveFile";
import { Button, buttonClass, Dialog, Icon, Loaded, Problem, useToast } from "@/parts";
import { useLanguage, useWords } from "@/words";

interface Props {
  matchId: string;
  resumeId: string;
  isBlind: boolean;
}

/** Files and papers of a match; the original says who somebody is, so a blind reader is not led to it. */
export function Documents({ matchId, resumeId, isBlind }: Props) {
  const { match: words } = useWords();
  const { language } = useLanguage();
  const say = useToast();
  const [isOpen, setIsOpen] = useState(false);
  const [busy, setBusy] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const fetchFile = async (path: string) => {
    setBusy(path);
    setError(null);
    try {
      const file = await api.download(path);
      saveFile(file);
      say(words.downloaded(file.name));
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(null);
    }
  };
  const original = `/api/v1/resumes/${encodeURIComponent(resumeId)}/file`;
  const report = `/api/v1/matches/${encodeURIComponent(matchId)}/report.pdf?lang=${language}${isBlind ? "&blind=true" : ""}`;
  return (
    <>
      <div className="row" role="group" aria-label={words.actions}>
        {!isBlind && <Button size="s" icon="file" isBusy={busy === original} onClick={() => void fetchFile(original)}>{words.original}</Button>}
        <Button size="s" icon="download" isBusy={busy === report} onClick={() => void fetchFile(report)}>{words.report}</Button>
        <Button size="s" icon="info" aria-haspopup="dialog" onClick={() => setIsOpen(true)}>{words.notice}</Button>
        {!isBlind && <Link to={`/resumes/${resumeId}`} className={buttonClass("plain", "s")}><Icon name="edit" size={16} />{words.correct}</Link>}
      </div>
      {error !== null && <Problem error={error} />}
      <Dialog title={words.notice} isOpen={isOpen} onClose={() => setIsOpen(false)}><Notice matchId={matchId} /></Dialog>
    </>
  );
}

function Notice({ matchId }: { matchId: string }) {
  const { language } = useLanguage();
  const notice = useQuery({
    queryKey: ["matches", matchId, "notice", language],
    queryFn: () => answer(api.GET("/api/v1/matches/{match_id}/notice", { params: { path: { match_id: matchId }, query: { lang: language } } })),
  });
  return (
    <Loaded query={notice}>
      {({ sentences }) => (
        <div className="stack">
          {[sentences.what_was_scored, sentences.what_is_left_out, sentences.who_decides, sentences.how_to_dispute].map((one) => <p key={one}>{one}</p>)}
          <p className="soft small">{sentences.made_by}</p>
        </div>
      )}
    </Loaded>
  );
}
