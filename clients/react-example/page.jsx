import { useState } from "react";
import { createRoot } from "react-dom/client";
import { post } from "./post.js";

function Page() {
  const [said, say] = useState("");
  const match = async (form) => {
    const { resume_id } = await post("/uploadResume", form.get("file"));
    const { results } = await post("/match", { resume_id, job_text: form.get("ad") });
    say(`${results[0].candidate_name}: ${results[0].match_score} (${results[0].grade}). ${results[0].comments}`);
  };
  return (
    <form action={(form) => match(form).catch((error) => say(`Refused: ${error.message}`))}>
      <label>Résumé <input type="file" name="file" required /></label>
      <label>Ad <textarea name="ad" required /></label>
      <button>Match</button> <output>{said}</output>
    </form>
  );
}

createRoot(document.getElementById("root")).render(<Page />);
