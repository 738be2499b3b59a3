import type { Shape } from "@shortlist/client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { answer, api } from "@/app/api";
import { Button, Loaded, Problem, TextArea, TextField, useToast } from "@/parts";
import { useWords } from "@/words";

type Settings = Shape<"SettingsOut">;

const lines = (said: string) => said.split("\n").map((one) => one.trim()).filter(Boolean);
const commas = (said: string) => said.split(",").map((one) => one.trim()).filter(Boolean);

/** Which boards are asked, and what is left out of every search. */
export function BoardSettings() {
  const settings = useQuery({ queryKey: ["search-settings"], queryFn: () => answer(api.GET("/api/v1/search-settings")) });
  return <Loaded query={settings}>{(given) => <Form given={given} />}</Loaded>;
}

function Form({ given }: { given: Settings }) {
  const { search: words } = useWords();
  const say = useToast();
  const client = useQueryClient();
  const [boards, setBoards] = useState((given.boards ?? []).join("\n"));
  const [companies, setCompanies] = useState(given.exclude_companies.join(", "));
  const [unwanted, setUnwanted] = useState(given.exclude_keywords.join(", "));
  const keep = useMutation({
    mutationFn: () =>
      answer(api.PUT("/api/v1/search-settings", {
        body: {
          boards: lines(boards).length ? lines(boards) : null,
          exclude_companies: commas(companies),
          exclude_keywords: commas(unwanted),
        },
      })),
    onSuccess: (now) => {
      client.setQueryData(["search-settings"], now);
      say(words.kept, "good");
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    keep.mutate();
  };
  return (
    <form className="card stack" onSubmit={submit} aria-label={words.settings}>
      <TextArea label={words.boardsLabel} hint={words.boardsHint} rows={5} spellCheck={false} value={boards} onChange={(event) => setBoards(event.target.value)} />
      <p className="small soft">{words.inEffect}: {given.boards_in_effect.join(", ") || words.nobody}</p>
      {!given.linkedin_is_allowed && <p className="small soft">{words.linkedinOff}</p>}
      <h2>{words.everySearch}</h2>
      <TextField label={words.notCompanies} hint={words.commas} value={companies} onChange={(event) => setCompanies(event.target.value)} />
      <TextField label={words.notWords} hint={words.commas} value={unwanted} onChange={(event) => setUnwanted(event.target.value)} />
      {keep.error && <Problem error={keep.error} />}
      <div className="row"><Button kind="primary" type="submit" isBusy={keep.isPending}>{words.keep}</Button></div>
    </form>
  );
}
