namespace Item2Vec.Cli.Help;

/// <summary>
/// Scripts by which a shell asks the tool itself how a command line goes on: its directive <c>[suggest:PLACE]</c> answers a word a line.
/// </summary>
internal static class CompletionScripts
{
    private static readonly (string Shell, string Text)[] All =
    [
        ("bash", """
            # Completion of item2vec in bash: source this file, or put it into /etc/bash_completion.d.
            _item2vec() {
                local line="${COMP_LINE:0:COMP_POINT}" IFS=$'\n'
                line="${line#* }"
                COMPREPLY=($(compgen -W "$("$1" "[suggest:${#line}]" "$line" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _item2vec item2vec

            """),
        ("zsh", """
            #compdef item2vec
            # Completion of item2vec in zsh: put this file as _item2vec into a directory of $fpath, or source it after compinit.
            _item2vec() {
                local line="${LBUFFER#* }"
                local -a found
                found=(${(f)"$(item2vec "[suggest:${#line}]" "$line" 2>/dev/null)"})
                (( $#found )) && compadd -- $found
                _files
            }
            compdef _item2vec item2vec

            """),
        ("fish", """
            # Completion of item2vec in fish: put this file as item2vec.fish into ~/.config/fish/completions.
            function __item2vec_complete
                set -l line (string replace -r '^\S+\s?' '' -- (commandline -cp))
                item2vec "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
            end
            complete -c item2vec -a '(__item2vec_complete)'

            """),
        ("pwsh", """
            # Completion of item2vec in PowerShell: add this to your $PROFILE.
            Register-ArgumentCompleter -Native -CommandName item2vec -ScriptBlock {
                param($wordToComplete, $commandAst, $cursorPosition)
                $place = $cursorPosition - $commandAst.Extent.StartOffset
                $text = $commandAst.ToString()
                $line = $text.Substring(0, [Math]::Min($place, $text.Length)).PadRight($place) -replace '^\S+\s?', ''
                item2vec "[suggest:$($line.Length)]" $line 2>$null | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object {
                    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
                }
            }

            """),
    ];

    /// <summary>The shells there is a script for.</summary>
    public static string[] Shells => [.. All.Select(script => script.Shell)];

    /// <summary>The script of a shell.</summary>
    public static string Of(string shell) => All.First(script => script.Shell == shell).Text;
}
