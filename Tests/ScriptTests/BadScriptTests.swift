import Script
import Testing

@Suite("What is wrong is said with place, expectation and remedy")
struct BadScriptTests {
  @Test(
    "commands",
    arguments: [
      ("trian steps=5", "1:1: no command is called 'trian'; did you mean 'train'?"),
      ("add rnn 32 revers", "1:12: 'add' has no option 'revers'; did you mean 'reverse'?"),
      (
        "add rnn rat=2",
        "1:9: no option of 'add' is called 'rat'; "
          + "there are: activation, bidirectional, bias, forget_bias, reverse, name"
      ),
      ("add rnn activation=tahn", "1:20: no choice for 'activation' is called 'tahn'; did you mean 'tanh'?"),
      ("add rnn 2.5", "1:9: UNITS is a whole number; 2.5 is not whole"),
      ("add rnn \"x\"", "1:9: UNITS is a whole number; this is a text"),
      (
        "add rnn 32 32",
        "1:12: expected an option or the end of the command, found '32'; write add KIND [UNITS] [option=value …]"
      ),
      ("add", "1:4: expected KIND (a layer kind), found the end of the line; write add KIND [UNITS] [option=value …]"),
      ("add 5", "1:5: expected a layer kind, found '5'"),
      ("add rnn hidden * 2", "1:16: '*' begins no argument; put an expression with blanks in parentheses"),
      ("train steps=2 * 3", "1:15: '*' begins no argument; put an expression with blanks in parentheses"),
      (
        "train steps=2* 3",
        "1:14: the argument ends after '*'; an argument holds no blanks; put an expression with blanks in parentheses"
      ),
      (
        "data txt \"f\"",
        "1:10: expected an option or the end of the command, found a string; did you mean 'data text'?"
      ),
      ("data text f.txt", "1:11: a file name is quoted; write \"f.txt\""),
      ("save", "1:5: expected FILE (a file name in quotes), found the end of the line; write save \"FILE\""),
      ("show hiden", "1:6: no form of 'show' is called 'hiden'; did you mean 'hidden'?"),
      ("break grad(1,1)", "1:7: no form of 'break' is called 'grad'; there is only 'when'"),
      (
        "clip norm=1 value=5",
        "1:13: the option 'value' does not go with the rest of this command; write clip [norm=NUMBER]"
      ),
      ("clip norm", "1:6: the option 'norm' needs a value; write norm=NUMBER"),
      ("add rnn bias=one bias=two", "1:18: the option 'bias' is given twice"),
      ("add rnn bias=one 32", "1:18: arguments stand before the options"),
      ("train until=", "1:13: expected a value for 'until', found the end of the line"),
      ("set foo(1) 2", "1:5: no probe is called 'foo'; there are: grad, hidden, gate"),
      ("timing trian x", "1:8: no command is called 'trian'; did you mean 'train'?"),
    ])
  func commands(text: String, message: String) {
    #expect(complaints(text) == [message])
  }

  @Test(
    "expressions and literals",
    arguments: [
      ("print 1 +", "1:10: expected an expression, found the end of the line"),
      ("print 1..2..3", "1:11: a range has two ends; write the step with by: 1..9 by 2"),
      ("print 1 < 2 < 3", "1:13: comparisons do not chain; write a < b and b < c"),
      ("print \"abc", "1:7: this string is not closed; end it with \" on the same line"),
      ("print \"a\\q\"", "1:9: '\\q' is no escape; there are \\n \\t \\\" \\\\ and \\u{…} with a code point"),
      ("print \"{}\"", "1:8: expected an expression between '{' and '}'; a brace in a string is written '{{'"),
      ("print \"{x\"", "1:8: this '{' is not closed; a brace in a string is written '{{'"),
      ("print \"x}\"", "1:9: this '}' closes nothing; a brace in a string is written '}}'"),
      ("print \"{x:.99}\"", "1:11: '.99' is no format; write ':.3' for three decimals, from ':.0' to ':.17'"),
      ("print 'a'", "1:7: expected an expression, found '''; strings are written with \""),
      ("print 64abc", "1:7: '64abc' is neither a number nor a name; a name starts with a letter"),
      ("print 1e999", "1:7: the number is too large; the largest is about 1.8e308"),
      ("print a ≤ b", "1:9: '≤' has no meaning here; write <="),
      ("print f (3)", "1:9: expected the end of the command, found '('; in a call no blank stands before the '('"),
      ("print \u{1}", "1:7: the control character \\u{1} must not stand in a script; in a string write \\u{1}"),
      ("# \u{202E}x", "1:3: the control character \\u{202E} must not stand in a script; in a string write \\u{202E}"),
      ("print \\ x", "1:7: '\\' outside a string stands only at the end of a line, which it joins with the next"),
    ])
  func expressions(text: String, message: String) {
    #expect(complaints(text) == [message])
  }

  @Test(
    "control",
    arguments: [
      (
        "let train = 1",
        "1:5: 'train' is a command and cannot be given a value; choose another name, such as 'my_train'"
      ),
      ("let rate = 1", "1:5: 'rate' is an option and cannot be given a value; choose another name, such as 'my_rate'"),
      ("let t = 1", "1:5: 't' is a measure and cannot be given a value; choose another name, such as 'my_t'"),
      ("let sqrt = 1", "1:5: 'sqrt' is a function and cannot be given a value; choose another name, such as 'my_sqrt'"),
      ("x = 3", "1:1: 'x =' is no command; give a value a name with let x = 3"),
      ("for x [1] { }", "1:7: expected 'in' after the name, found '['"),
      ("if yes { }\nelse { }", "2:1: 'else' follows no block; write it on the line of the '}': } else {"),
      ("if yes\n", "1:7: expected '{' before the block, found the end of the line"),
      ("def train() { }", "1:5: 'train' is a command already; choose another name"),
      ("def f(a, a) { }", "1:10: there are two parameters called 'a'"),
      ("def f(a=1, b) { }", "1:12: 'b' needs a default, since the one before has one"),
      ("report loss", "1:1: 'report' adds to the table of a sweep; use it in the block of sweep or def"),
      ("sweep r in 1..2 job=2 { }", "1:17: no option of 'sweep' is called 'job'; did you mean 'jobs'?"),
      ("assert 1, 2, 3", "1:14: assert takes a condition and one message"),
      ("include other.rnn", "1:9: a file name is quoted; write \"other.rnn\""),
      ("cell gru { }", "1:10: expected '(' around input and states, as in cell gru(x, h), found '{'"),
      ("}", "1:1: '}' closes nothing"),
      ("if yes { models", "1:8: this '{' is never closed"),
      ("if yes { print (1 }", "1:16: this '(' is not closed before the '}' of line 1"),
      ("if yes {\n# %%\nmodels", "2:1: an entry cannot begin inside the '{' of line 1; close it first"),
      (
        "# %% [markdown]\nmodels",
        "2:1: a prose entry holds comment lines only; "
          + "start the line with '# ', or begin an entry of commands with '# %%'"
      ),
    ])
  func control(text: String, message: String) {
    #expect(complaints(text) == [message])
  }

  @Test("reading goes on at the next statement, so that every error is told")
  func everyError() {
    #expect(
      complaints("if x @ 3 {\n modls x\n}\nprint (1\ntrian x; add rnn 1.5\ncell c(x, h) {\n h' = @\n x y\n}\nmodels")
        == [
          "1:6: '@' has no meaning here", "2:2: no command is called 'modls'; did you mean 'models'?",
          "4:7: this '(' is never closed", "5:1: no command is called 'trian'; did you mean 'train'?",
          "5:18: UNITS is a whole number; 1.5 is not whole", "7:7: '@' has no meaning here",
        ])
  }

  @Test("nesting, lines and files have limits")
  func limits() {
    let deep = String(repeating: "(", count: 300) + "1" + String(repeating: ")", count: 300)
    #expect(complaints("print " + deep) == ["1:263: brackets are nested more than 256 deep"])
    #expect(
      complaints("print " + String(repeating: "-", count: 1000) + "1").first?
        .hasSuffix("this is nested more than 256 deep") == true)
    #expect(
      complaints("print 1" + String(repeating: "+1", count: 1000)).first?
        .hasSuffix("the expression has more than 256 levels; give parts of it names with let") == true)
    let blocks = String(repeating: "if yes {\n", count: 300)
    #expect(complaints(blocks).first?.hasSuffix("brackets are nested more than 256 deep") == true)
    let longLine = "# " + String(repeating: "x", count: 1 << 20) + "\nmodels"
    #expect(complaints(longLine).count == 1)
    #expect(complaints(longLine).first?.hasSuffix("the line has more than 1 MB") == true)
  }
}
